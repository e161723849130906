package org.attentionzoo.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.attentionzoo.examples.dates.DateExample;
import org.attentionzoo.examples.dates.DateExamples;
import org.attentionzoo.examples.dates.DateSplit;
import org.attentionzoo.zoo.io.ModelZip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What takes longer on a real cluster: whole trainings, a driver killed, 100,000 lines ({@code
 * -Dspark.lines=…} for another number).
 */
class SparkClusterLongTest {

  private static final int STEPS = 80;
  private static final int LINES = Integer.getInteger("spark.lines", 100_000);

  @TempDir static Path folder;

  @RegisterExtension static final ClusterExtension EXTENSION = new ClusterExtension(() -> folder);

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of("transformer", ClusterJobs.TRANSFORMER),
        Arguments.of("bahdanau", ClusterJobs.BAHDANAU));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void twoWorkersReachTheLossOfOneProcessAfterAsManyUpdates(
      String name, List<String> model, ClusterJobs jobs) throws Exception {
    Process driver = jobs.train(name, model, STEPS);
    ClusterJobs.run(jobs.training(name + "-alone", model, STEPS));
    jobs.finish(name, driver);
    assertThat(jobs.loss(name))
        .isCloseTo(jobs.loss(name + "-alone"), within(SparkClusterTest.TOLERANCE))
        .isLessThan(jobs.losses(name).get(0) / 2);
  }

  @Test
  void aKilledWorkerAndAKilledDriverChangeNothing(StandaloneCluster cluster, ClusterJobs jobs)
      throws Exception {
    jobs.finish("straight", jobs.train("straight", ClusterJobs.TRANSFORMER, STEPS));
    Process driver = jobs.train("disturbed", ClusterJobs.TRANSFORMER, STEPS);
    jobs.awaitRounds("disturbed", 2, driver);
    cluster.killWorker();
    jobs.awaitRounds("disturbed", 5, driver);
    driver.destroyForcibly().waitFor();
    cluster.awaitWorkers(2);
    List<String> again = List.of("train", "--resume", "--out=" + jobs.file("disturbed"));
    jobs.finish("disturbed", jobs.start("disturbed", again));
    assertThat(jobs.log("disturbed")).contains("Lost executor").contains("Goes on from");
    assertThat(model(jobs, "disturbed").network().params())
        .isEqualTo(model(jobs, "straight").network().params());
    assertThat(jobs.losses("disturbed")).isEqualTo(jobs.losses("straight"));
  }

  private static ModelZip model(ClusterJobs jobs, String name) throws Exception {
    return ModelZip.load(jobs.file(name).resolve("model.zip"));
  }

  @Test
  void aPretrainedModelTranslatesEveryLineOnceWhenAWorkerIsKilledInTheMiddle(
      StandaloneCluster cluster, ClusterJobs jobs) throws Exception {
    List<DateExample> dates = DateExamples.generate(DateSplit.TEST, LINES, 42);
    Files.write(jobs.file("dates.de"), dates.stream().map(DateExample::text).toList());
    Process driver = jobs.translate("dates", "dates", "together");
    jobs.awaitParts("task_.*", 5, driver); // of 16, complete
    cluster.killWorker();
    jobs.finish("dates", driver);
    ClusterJobs.run(jobs.translation("dates", "dates", "alone"));
    assertThat(jobs.log("dates")).contains("Lost executor");
    assertThat(jobs.file("dates.together")).hasSameBinaryContentAs(jobs.file("dates.alone"));
    assertThat(Files.readAllLines(jobs.file("dates.together"))).hasSize(LINES);
  }
}
