package org.attentionzoo.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real cluster in the size of a build: master, workers and driver are processes of their own, and
 * a worker is killed in each job. {@link SparkClusterLongTest} has the rest.
 */
class SparkClusterTest {

  /** How far the validation loss of two workers may be from that of one process, in nats. */
  static final double TOLERANCE = 0.1;

  private static final int STEPS = 60;
  private static final int LINES = 4000;

  @TempDir static Path folder;

  @RegisterExtension static final ClusterExtension EXTENSION = new ClusterExtension(() -> folder);

  @BeforeAll
  static void trainAlone(ClusterJobs jobs) {
    ClusterJobs.run(jobs.training("alone", ClusterJobs.BAHDANAU, STEPS));
  }

  @Test
  void anAttentionRnnLearnsWithAWorkerKilledAsMuchAsOneProcessDoes(
      StandaloneCluster cluster, ClusterJobs jobs) throws Exception {
    Process driver = jobs.train("together", ClusterJobs.BAHDANAU, STEPS);
    jobs.awaitRounds("together", 3, driver);
    cluster.killWorker();
    jobs.finish("together", driver);
    assertThat(jobs.log("together")).contains("Lost executor");
    assertThat(jobs.loss("together")).isCloseTo(jobs.loss("alone"), within(TOLERANCE));
    assertThat(jobs.loss("alone")).isLessThan(jobs.losses("alone").get(0) / 2);
  }

  @Test
  void everyLineIsTranslatedOnceWhenAWorkerIsKilled(StandaloneCluster cluster, ClusterJobs jobs)
      throws Exception {
    String model = jobs.file("alone/model.zip").toString();
    MadeUpSentences.writeSources(jobs.file("lines.de"), LINES);
    Process driver = jobs.translate(model, "lines", "together");
    jobs.awaitParts("part-\\d+", 2, driver); // begun
    cluster.killWorker();
    ClusterJobs.run(jobs.translation(model, "lines", "alone"));
    jobs.finish("lines", driver);
    assertThat(jobs.log("lines")).contains("Lost executor");
    assertThat(jobs.file("lines.together")).hasSameBinaryContentAs(jobs.file("lines.alone"));
    assertThat(Files.readAllLines(jobs.file("lines.together"))).hasSize(LINES);
    try (var left = Files.list(folder)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith(".translating")))
          .isEmpty();
    }
  }
}
