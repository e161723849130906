package org.attentionzoo.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.training.HistoryEntry;

/** Small trainings and translations, by this process and by a cluster. */
final class ClusterJobs {

  /** Small models that learn the sentences; without dropout, so that losses can be compared. */
  static final List<String> TRANSFORMER =
      List.of("--model-size=32", "--layers=1", "--heads=2", "--feed-forward=64", "--dropout=0");

  /** The attention RNN. */
  static final List<String> BAHDANAU =
      List.of("--model=bahdanau", "--units=32", "--embedding-size=32", "--dropout=0");

  private final Path folder;
  private final StandaloneCluster cluster;

  /**
   * @param folder for everything
   */
  ClusterJobs(Path folder, StandaloneCluster cluster) throws IOException {
    this.folder = folder;
    this.cluster = cluster;
    Files.write(folder.resolve("pairs.tsv"), MadeUpSentences.pairs());
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Runs a command in this process. */
  static void run(List<String> command) {
    assertThat(AttentionZoo.commandLine().execute(command.toArray(String[]::new)))
        .as(String.join(" ", command))
        .isZero();
  }

  /** The options of a training. */
  List<String> training(String name, List<String> model, int steps) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "train",
                "--train=" + file("pairs.tsv"),
                "--valid-size=40",
                "--out=" + file(name),
                "--tokenizer=word",
                "--batch-size=16",
                "--learning-rate=0.01",
                "--warmup=10",
                "--epochs=100",
                "--steps=" + steps,
                "--patience=0",
                "--checkpoint-every=10",
                "--best-by=loss",
                "--samples=0"));
    options.addAll(model);
    return options;
  }

  /** Begins a training on the cluster: two workers, averaged every five updates. */
  Process train(String name, List<String> model, int steps) throws IOException {
    List<String> options = training(name, model, steps);
    options.addAll(
        List.of("--spark=" + cluster.address(), "--spark-workers=2", "--average-every=5"));
    return start(name, options);
  }

  /** The options of a translation of {@code NAME.de} into {@code NAME.OUTPUT}. */
  List<String> translation(String model, String name, String output) {
    return new ArrayList<>(
        List.of(
            "translate",
            model,
            "--max-length=12",
            "--input=" + file(name + ".de"),
            "--output=" + file(name + "." + output)));
  }

  /** Begins a translation on the cluster. */
  Process translate(String model, String name, String output) throws IOException {
    List<String> options = translation(model, name, output);
    options.add("--spark=" + cluster.address());
    return start(name, options);
  }

  /** Begins a command in a process of its own. */
  Process start(String name, List<String> arguments) throws IOException {
    return cluster.run(file(name + ".log"), arguments);
  }

  /** What a process of that name has said. */
  String log(String name) throws IOException {
    Path log = file(name + ".log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** Waits for averages of a training. */
  void awaitRounds(String name, int count, Process driver) throws Exception {
    Path rounds = file(name).resolve("cluster.jsonl");
    StandaloneCluster.await(
        count + " rounds", driver, () -> Files.readAllLines(rounds).size() >= count);
  }

  /** Waits for parts of a translation: files of a name that fits. */
  void awaitParts(String pattern, int count, Process driver) throws Exception {
    StandaloneCluster.await(
        count + " parts",
        driver,
        () -> {
          try (var files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().contains(".translating"))
                    .filter(file -> file.getFileName().toString().matches(pattern))
                    .count()
                >= count;
          }
        });
  }

  /** Fails unless a process ends well. */
  void finish(String name, Process process) throws Exception {
    assertThat(process.waitFor()).as(log(name)).isZero();
  }

  /** Validation losses of a training, in nats a token. */
  List<Double> losses(String name) throws IOException {
    return new RunFolder(file(name)).history().stream().map(HistoryEntry::validationLoss).toList();
  }

  /** The least of them. */
  double loss(String name) throws IOException {
    return losses(name).stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}
