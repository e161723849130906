package org.attentionzoo.examples.benchmark;

import java.util.List;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.attentionzoo.zoo.training.ParallelFit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.residual.ResidualClippingPostProcessor;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.AdaptiveThresholdAlgorithm;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.ParallelWrapper.TrainingMode;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Target tokens a second of a training that has as many pairs in an update whatever number of
 * workers computes them.
 *
 * @param batch pairs of an update
 * @param length of sources and targets
 */
record ParallelTraining(Yardstick model, int batch, int length, int workers) {

  /** Trains with what it is given. */
  private interface Fit {
    void fit(MultiDataSetIterator batches) throws Exception;
  }

  /** One worker first. */
  List<ParallelSide> sides() {
    ComputationGraph alone = model.network();
    ComputationGraph gathered = model.network();
    AccumulatingUpdater.install(gathered, workers, 0);
    return List.of(
        side("one worker", 1, alone::fit),
        wrapper(TrainingMode.AVERAGING),
        wrapper(TrainingMode.SHARED_GRADIENTS),
        side(
            "ParallelFit",
            workers,
            batches -> {
              try (ParallelFit fit = new ParallelFit(gathered, workers)) {
                fit.fit(batches, 1);
              }
            }));
  }

  private ParallelSide side(String name, int count, Fit fit) {
    RandomTokens tokens = new RandomTokens(1, model.vocabulary());
    return new ParallelSide(
        name,
        seconds -> {
          TimedBatches batches = new TimedBatches(tokens, batch / count, length, count, seconds);
          fit.fit(batches);
          return batches.tokensPerSecond();
        });
  }

  private ParallelSide wrapper(TrainingMode mode) {
    ComputationGraph net = model.network();
    return side(
        "ParallelWrapper, " + mode,
        workers,
        batches ->
            new ParallelWrapper.Builder<>(net) // its threads end with fit
                .workers(workers)
                .trainingMode(mode)
                .averagingFrequency(1)
                .thresholdAlgorithm(new AdaptiveThresholdAlgorithm(1e-3))
                .residualPostProcessor(new ResidualClippingPostProcessor(5, 5))
                .prefetchBuffer(0)
                .build()
                .fit(batches));
  }
}
