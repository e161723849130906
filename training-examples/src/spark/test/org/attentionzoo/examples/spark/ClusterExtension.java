package org.attentionzoo.examples.spark;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One cluster for all tests of a class, with two workers at the start of each, whatever the one
 * before killed. Tests take the {@link StandaloneCluster} and its {@link ClusterJobs} as
 * parameters.
 */
final class ClusterExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, ParameterResolver {

  private static final int WORKERS = 2;

  private final Supplier<Path> folder;
  private StandaloneCluster cluster;
  private ClusterJobs jobs;

  /**
   * @param folder for everything, which is there when the first test begins
   */
  ClusterExtension(Supplier<Path> folder) {
    this.folder = folder;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    cluster = new StandaloneCluster(folder.get().resolve("cluster"));
    cluster.startWorkers(WORKERS); // meanwhile the class may do what it needs before
    jobs = new ClusterJobs(folder.get(), cluster);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    cluster.awaitWorkers(WORKERS);
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == StandaloneCluster.class || type == ClusterJobs.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ClusterJobs.class ? jobs : cluster;
  }
}
