package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.io.IOException;
import java.nio.file.Path;
import org.attentionzoo.zoo.corpus.TextSplit;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Whether other machines train, and how they do it together. */
final class ClusterOptions {

  private static final int AVERAGE_EVERY = 10;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Train on an Apache Spark cluster, such as spark://HOST:7077 or local[2]: each worker"
              + " trains with a part of the corpus, and their parameters are averaged. Every machine"
              + " must see the training text under the same name. Needs a build with -Pspark.")
  private String master;

  @Option(
      names = "--spark-workers",
      paramLabel = "N",
      description =
          "Parts of the corpus, each of which needs a core of the cluster; needed with --spark.")
  private Integer workers;

  @Option(
      names = "--average-every",
      paramLabel = "N",
      description =
          "With --spark: updates of each worker between two averages (default: "
              + AVERAGE_EVERY
              + ").")
  private Integer averageEvery;

  boolean isGiven() {
    return master != null;
  }

  /**
   * @throws IllegalArgumentException if options are missing or have no meaning; names them
   */
  void check(ParseResult parsed) {
    if (!isGiven()) {
      requireNo(workers != null, "--spark-workers has no meaning without --spark");
      requireNo(averageEvery != null, "--average-every has no meaning without --spark");
      return;
    }
    requireNo(workers == null, "--spark needs --spark-workers: how many workers train together?");
    require(workers >= 1, "--spark-workers", workers, "at least 1");
    require(
        averageEvery == null || averageEvery >= 1, "--average-every", averageEvery, "at least 1");
    requireNo(
        parsed.hasMatchedOption("--accumulate"),
        "--accumulate has no meaning with --spark, whose updates are already those of several"
            + " batches: --spark-workers and --average-every");
    requireNo(
        parsed.hasMatchedOption("--ui"),
        "--ui has no meaning with --spark: it shows the network of this process, and others train");
  }

  private static void requireNo(boolean wrong, String message) {
    if (wrong) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * The machines; null where this process trains.
   *
   * @param folder of the training
   */
  Cluster connect(DataOptions data, TextSplit split, Path folder) throws IOException {
    if (!isGiven()) {
      return null;
    }
    int every = averageEvery == null ? AVERAGE_EVERY : averageEvery;
    return Cluster.Connector.ofThisBuild()
        .connect(
            master,
            data.corpus(split),
            new Cluster.Plan(workers, every, folder.resolve("cluster.jsonl")));
  }
}
