package org.attentionzoo.zoo.training;

import org.attentionzoo.zoo.batch.BatchPosition;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Where a training stands, in numbers. */
final class TrainingFigures {

  private final ComputationGraph network;
  private final TrainingSteps data;
  private final long batches;
  private final int batchesPerUpdate;
  private final Limits limits;
  private final EpochMeter meter;
  private final TimeLeft left;

  TrainingFigures(TrainingLoop.Run run, TrainingOptions options, EpochMeter meter) {
    this.network = run.model().network();
    this.data = run.data().steps();
    this.batches = run.data().statistics().batches();
    this.batchesPerUpdate = options.batchesPerUpdate();
    this.limits = options.limits();
    this.meter = meter;
    long updates = limits.updates(batches, batchesPerUpdate);
    this.left = TimeLeft.of(updates, batchesPerUpdate, limits.seconds());
  }

  /** Updates of the parameters so far. */
  long updates() {
    return network.getIterationCount() / batchesPerUpdate;
  }

  /** After a batch. */
  Progress progress() {
    BatchPosition next = data.position();
    double seconds = meter.seconds();
    return new Progress(
        next.epoch() + 1,
        limits.epochs(),
        next.batch(),
        batches,
        updates(),
        meter.loss(),
        meter.tokensPerSecond(),
        meter.epochSeconds(),
        seconds,
        left.at(next.epoch() * batches + next.batch(), seconds));
  }

  /** The epoch so far, without what a validation measures. */
  HistoryEntry epoch() {
    return new HistoryEntry(
        data.position().epoch() + 1,
        updates(),
        meter.seconds(),
        meter.loss(),
        null,
        null,
        null,
        null,
        learningRate(),
        meter.tokensPerSecond());
  }

  private double learningRate() {
    int update = Math.max(0, (network.getIterationCount() - 1) / batchesPerUpdate);
    return network
        .getUpdater()
        .getUpdaterBlocks()
        .get(0)
        .getGradientUpdater()
        .getConfig()
        .getLearningRate(update, network.getEpochCount());
  }
}
