package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.solvers.accumulation.EncodedGradientsAccumulator;
import org.deeplearning4j.optimize.solvers.accumulation.EncodingHandler;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.residual.ResidualClippingPostProcessor;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.AdaptiveThresholdAlgorithm;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.ParallelWrapper.TrainingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * DL4J's ParallelWrapper with shared gradients: each of two workers is given sentences of tokens
 * that the other one never sees, so what the network knows of the second one's came as gradients.
 */
class SharedGradientsTest {

  private static final int ROUNDS = 60;

  /** Tokens below this one are the first worker's. */
  private static final int BORDER = 8;

  /** Rounds gradients to a threshold and sends them to all workers; may lose the second one's. */
  private static final class Handler extends EncodingHandler {
    private static final long serialVersionUID = 1;

    private final boolean losing;

    Handler(boolean losing) {
      super(
          new AdaptiveThresholdAlgorithm(1e-3),
          new ResidualClippingPostProcessor(5, 5),
          null,
          false);
      this.losing = losing;
    }

    @Override
    protected void sendMessage(INDArray message, int iteration, int epoch) {
      if (!losing || Thread.currentThread().getName().endsWith("thread 0")) {
        super.sendMessage(message, iteration, epoch);
      }
    }
  }

  private static List<SequencePair> ofFirst(int count, long seed) {
    return ParallelModels.pairs(count, seed, 4, BORDER);
  }

  private static List<SequencePair> ofSecond(int count, long seed) {
    return ParallelModels.pairs(count, seed, BORDER, ParallelModels.V);
  }

  private static double loss(ComputationGraph net) {
    return ParallelModels.loss(net, ofSecond(100, 5));
  }

  private static ComputationGraph trained(ParallelModels model, Handler handler) throws Exception {
    ComputationGraph net = model.net(new Sgd(0.5), 0);
    long buffer = EncodedGradientsAccumulator.getOptimalBufferSize(net, 2, 2);
    List<MultiDataSet> batches = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      batches.add(SequenceBatch.of(ofFirst(16, 2 * i)));
      batches.add(SequenceBatch.of(ofSecond(16, 2 * i + 1)));
    }
    ParallelWrapperTest.fit(
        new ParallelWrapper.Builder<>(net)
            .workers(2)
            .trainingMode(TrainingMode.SHARED_GRADIENTS)
            .gradientsAccumulator(
                new EncodedGradientsAccumulator(2, handler, buffer, 2, null, false)),
        batches);
    return net;
  }

  @ParameterizedTest
  @EnumSource
  void theNetworkLearnsWhatOnlyTheOtherWorkerSaw(ParallelModels model) throws Exception {
    double before = loss(model.net(new Sgd(0.5), 0));
    double shared = loss(trained(model, new Handler(false)));
    double lost = loss(trained(model, new Handler(true)));
    System.out.printf(
        "%s: %.3f before, shared gradients %.3f, those of the other lost %.3f%n",
        model, before, shared, lost);
    assertThat(shared).isLessThan(before);
    assertThat(lost).isGreaterThan(before); // only that its tokens do not occur
  }
}
