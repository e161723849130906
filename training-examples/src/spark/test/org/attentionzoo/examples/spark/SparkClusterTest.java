package org.attentionzoo.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real cluster: master, workers and driver are processes of their own. {@code
 * -Dspark.lines=100000} translates more lines.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkClusterTest {

  /** How far the validation loss of two workers may be from that of one process, in nats. */
  private static final double TOLERANCE = 0.1;

  private static final int LINES = Integer.getInteger("spark.lines", 4000);

  @TempDir static Path folder;

  private StandaloneCluster cluster;
  private Path undisturbed;

  @BeforeAll
  void startCluster() throws Exception {
    Files.write(folder.resolve("pairs.tsv"), MadeUpSentences.pairs());
    cluster = new StandaloneCluster(folder.resolve("cluster"));
    cluster.awaitWorkers(2);
    undisturbed = folder.resolve("undisturbed");
    assertThat(train("undisturbed").waitFor()).as(log("undisturbed")).isZero();
  }

  @BeforeEach
  void awaitWorkers() throws Exception {
    cluster.awaitWorkers(2);
  }

  @AfterAll
  void stopCluster() throws InterruptedException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void twoWorkersReachTheLossOfOneProcessAfterAsManyUpdates() throws IOException {
    Path alone = folder.resolve("alone");
    List<String> options = options("alone");
    assertThat(AttentionZoo.commandLine().execute(options.toArray(String[]::new))).isZero();
    assertThat(loss(undisturbed)).isCloseTo(loss(alone), within(TOLERANCE));
    assertThat(loss(undisturbed)).isLessThan(history(undisturbed).get(0).validationLoss() / 2);
  }

  @Test
  void aKilledWorkerAndAKilledDriverChangeNothing() throws Exception {
    Process driver = train("disturbed");
    Path rounds = folder.resolve("disturbed/cluster.jsonl");
    StandaloneCluster.await("two rounds", driver, () -> Files.readAllLines(rounds).size() >= 2);
    cluster.killWorker();
    StandaloneCluster.await(
        "a round after it", driver, () -> Files.readAllLines(rounds).size() >= 5);
    driver.destroyForcibly().waitFor();
    cluster.awaitWorkers(2);
    assertThat(
            start("disturbed", List.of("train", "--resume", "--out=" + folder.resolve("disturbed")))
                .waitFor())
        .as(log("disturbed"))
        .isZero();
    assertThat(log("disturbed")).contains("Goes on from");
    ModelZip straight = ModelZip.load(undisturbed.resolve("model.zip"));
    ModelZip stopped = ModelZip.load(folder.resolve("disturbed/model.zip"));
    assertThat(stopped.network().params()).isEqualTo(straight.network().params());
    assertThat(losses(folder.resolve("disturbed"))).isEqualTo(losses(undisturbed));
  }

  @Test
  void everyLineIsTranslatedOnceWhenAWorkerIsKilled() throws Exception {
    Path input = folder.resolve("lines.de");
    MadeUpSentences.writeSources(input, LINES);
    List<String> command =
        List.of(
            "translate",
            undisturbed.resolve("model.zip").toString(),
            "--max-length=12",
            "--input=" + input);
    List<String> alone = new ArrayList<>(command);
    alone.add("--output=" + folder.resolve("alone.en"));
    assertThat(AttentionZoo.commandLine().execute(alone.toArray(String[]::new))).isZero();

    List<String> together = new ArrayList<>(command);
    together.add("--output=" + folder.resolve("together.en"));
    together.add("--spark=" + cluster.address());
    Process driver = start("translate", together);
    StandaloneCluster.await("the first parts", driver, () -> partsBegun() >= 2);
    cluster.killWorker();
    assertThat(driver.waitFor()).as(log("translate")).isZero();

    assertThat(log("translate")).contains("Lost executor");
    assertThat(Files.readAllLines(folder.resolve("together.en")))
        .hasSize(LINES)
        .isEqualTo(Files.readAllLines(folder.resolve("alone.en")));
    try (var left = Files.list(folder)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith(".translating")))
          .isEmpty();
    }
  }

  /** Files of translations, complete or not. */
  private long partsBegun() throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().contains(".translating"))
          .filter(file -> file.getFileName().toString().matches("part-\\d+"))
          .count();
    }
  }

  private List<String> options(String name) {
    return List.of(
        "train",
        "--train=" + folder.resolve("pairs.tsv"),
        "--valid-size=40",
        "--out=" + folder.resolve(name),
        "--layers=1",
        "--model-size=32",
        "--heads=2",
        "--feed-forward=64",
        "--dropout=0",
        "--tokenizer=word",
        "--batch-size=16",
        "--learning-rate=0.01",
        "--warmup=10",
        "--epochs=100",
        "--steps=80",
        "--patience=0",
        "--checkpoint-every=10",
        "--best-by=loss");
  }

  private Process train(String name) throws IOException {
    List<String> options = new ArrayList<>(options(name));
    options.addAll(
        List.of("--spark=" + cluster.address(), "--spark-workers=2", "--average-every=5"));
    return start(name, options);
  }

  private Process start(String name, List<String> arguments) throws IOException {
    return cluster.run(folder.resolve(name + ".log"), arguments);
  }

  private String log(String name) throws IOException {
    Path log = folder.resolve(name + ".log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static List<HistoryEntry> history(Path run) throws IOException {
    return new RunFolder(run).history();
  }

  private static List<Double> losses(Path run) throws IOException {
    return history(run).stream().map(HistoryEntry::validationLoss).toList();
  }

  private static double loss(Path run) throws IOException {
    return losses(run).stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}
