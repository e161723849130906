package org.attentionzoo.zoo.training;

import java.io.Closeable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A network that computes gradients with the parameters of another one: the same array, in which
 * nobody writes meanwhile. It has no updater.
 */
final class Replica implements Closeable {

  private final ComputationGraph network;

  /**
   * What a forward and a backward pass gave.
   *
   * @param gradient of all parameters, valid until the next pass
   * @param examples rows of the batch
   * @param tokens Σ of the label mask
   * @param loss in nats
   */
  record Pass(INDArray gradient, int examples, double tokens, double loss) {}

  /** Of an initialised network. */
  Replica(ComputationGraph original) {
    network = new ComputationGraph(original.getConfiguration().clone());
    network.init(original.params(), false);
    network.initGradientsView();
  }

  /**
   * Computes the gradient of a batch, as {@code fit} does.
   *
   * @param iteration that of this batch: dropout follows from it
   */
  Pass pass(MultiDataSet batch, int iteration, int epoch) {
    network.getConfiguration().setIterationCount(iteration);
    network.getConfiguration().setEpochCount(epoch);
    network.setInputs(batch.getFeatures());
    network.setLabels(batch.getLabels());
    network.setLayerMaskArrays(batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
    try {
      network.computeGradientAndScore();
      return new Pass(
          network.getFlattenedGradients(),
          network.batchSize(),
          AccumulatingUpdater.tokensOf(network),
          network.score());
    } finally {
      network.clearLayerMaskArrays();
      network.clearLayersStates();
    }
  }

  @Override
  public void close() {
    network.getFlattenedGradients().close();
  }
}
