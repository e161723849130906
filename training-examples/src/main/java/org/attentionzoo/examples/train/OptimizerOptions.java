package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.util.Optional;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.updater.FastAdam;
import org.nd4j.linalg.learning.config.IUpdater;
import picocli.CommandLine.Option;

/** How gradients change parameters. */
final class OptimizerOptions {

  // Vaswani et al. 2017, §5.3
  private static final double BETA1 = 0.9;
  private static final double EPSILON = 1e-9;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "The highest learning rate (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "inverse-sqrt",
      description =
          "How the rate falls after its warm-up: ${COMPLETION-CANDIDATES}; cosine and linear reach"
              + " 0 at the end of the training and need --epochs or --steps to be right"
              + " (default: ${DEFAULT-VALUE}).")
  private ScheduleKind schedule;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description =
          "Updates in which the rate rises linearly; constant has none (default: a tenth of the"
              + " training's updates, at most 1000).")
  private Integer warmup;

  @Option(
      names = "--beta2",
      paramLabel = "B",
      defaultValue = "0.98",
      description = "Adam's decay of squared gradients (default: ${DEFAULT-VALUE}).")
  private double beta2;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      defaultValue = "1",
      description =
          "Largest norm of the whole network's gradient, 0 for any (default: ${DEFAULT-VALUE}).")
  private double clip;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description =
          "Batches whose gradients make one update, as if they were one batch (default: as many as"
              + " --workers).")
  private Integer accumulate;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Batches of an update that are computed at once, each on a thread of its own with a share"
              + " of the kernels' threads; at most --accumulate. Half the --batch-size with two"
              + " workers keeps the size of an update (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description =
          "What matrix products read: float32, or bf16, which is faster where the processor has it;"
              + " parameters, sums and the optimizer are float32 in any case (default: float32, or"
              + " what the model of --from has).")
  private Precision precision;

  /**
   * Empty for what the model has: that of the system property is written down, so that a training
   * goes on as it began.
   */
  Optional<Precision> precision() {
    Precision standard = Precision.standard().ofTraining();
    return precision == null && standard == Precision.FLOAT32
        ? Optional.empty()
        : Optional.of(precision == null ? standard : precision);
  }

  /**
   * Adam with the schedule.
   *
   * @param updates of the whole training
   */
  IUpdater updater(long updates) {
    int rising = warmup == null ? (int) Math.min(1000, updates / 10) : warmup;
    return new FastAdam(schedule.create(learningRate, rising, updates), BETA1, beta2, EPSILON);
  }

  ScheduleKind schedule() {
    return schedule;
  }

  double clip() {
    return clip;
  }

  int accumulate() {
    return accumulate == null ? workers : accumulate;
  }

  int workers() {
    return workers;
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range; names option and value
   */
  void check() {
    require(learningRate > 0 && learningRate < 100, "--learning-rate", learningRate, "positive");
    require(warmup == null || warmup >= 0, "--warmup", warmup, "0 or more");
    require(beta2 > 0 && beta2 < 1, "--beta2", beta2, "between 0 and 1");
    require(clip >= 0 && clip < Double.POSITIVE_INFINITY, "--clip", clip, "a norm, or 0 for any");
    require(
        precision == null || precision.ofTraining() == precision,
        "--precision",
        precision,
        "float32 or bf16");
    require(accumulate == null || accumulate >= 1, "--accumulate", accumulate, "at least 1");
    require(
        workers >= 1 && workers <= accumulate(),
        "--workers",
        workers,
        "1 to --accumulate (" + Math.max(1, accumulate()) + ")");
  }
}
