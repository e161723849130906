package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class TokenOutputBadInputTest {
  private final ComputationGraph net =
      OutputNets.bare(
          OutputNets.global(DataType.FLOAT, new Sgd(0.1)),
          4,
          new TokenOutputLayer.Builder().nOut(6).build());
  private final INDArray in = Nd4j.randn(DataType.FLOAT, 2, 4, 3);
  private final INDArray labels = Nd4j.createFromArray(new int[][] {{0, 1, 2}, {5, 4, 3}});
  private final INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 1}, {1, 1, 0}});

  private List<ThrowingCallable> uses(INDArray in, INDArray labels, INDArray mask) {
    MultiDataSet data =
        new MultiDataSet(
            new INDArray[] {in},
            new INDArray[] {labels},
            null,
            mask == null ? null : new INDArray[] {mask});
    return List.of(
        () -> net.fit(data), () -> net.score(data), () -> net.scoreExamples(data, false));
  }

  private void assertRefused(INDArray in, INDArray labels, INDArray mask, String... message) {
    for (ThrowingCallable use : uses(in, labels, mask)) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(message)
          .hasMessageContaining("layer name: out");
    }
  }

  @Test
  void goodInputIsTakenAlsoAfterBadInput() throws Throwable {
    assertRefused(in, labels.dup().putScalar(1, 1, 6), mask, "label 6 at row 1, position 1");
    for (ThrowingCallable use : uses(in, labels, mask)) {
      use.call();
    }
    assertThat(net.score()).isBetween(0.5, 4.0);
  }

  @Test
  void labelsOutsideTheVocabularyAreNamedUnlessMasked() throws Throwable {
    assertRefused(in, labels.dup().putScalar(0, 2, -1), null, "label -1", "position 2", "[0, 6)");
    for (ThrowingCallable use : uses(in, labels.dup().putScalar(1, 2, 99), mask)) {
      use.call();
    }
  }

  @Test
  void wrongShapesAreNamed() {
    assertRefused(in, labels.reshape(2, 1, 3), null, "labels", "[2, 1, 3]", "[2, 3]");
    assertRefused(in, Nd4j.zeros(DataType.INT32, 2, 4), null, "labels", "[2, 4]", "[2, 3]");
    assertRefused(in, labels, Nd4j.ones(2, 2), "label mask", "[2, 2]", "[2, 3]");
    assertRefused(Nd4j.ones(2, 5, 3), labels, null, "input", "[2, 5, 3]", "[N, 4, T]");
    assertRefused(Nd4j.ones(2, 4), labels, null, "input", "[2, 4]", "[N, 4, T]");
  }

  @Test
  void nanAndInfinityInTheInputAreFoundAlsoAtPadding() {
    assertRefused(
        in.dup().putScalar(new int[] {1, 3, 2}, Float.NaN),
        labels,
        mask,
        "NaN at row 1, position 2, feature 3");
    INDArray infinite = in.dup().putScalar(new int[] {0, 1, 0}, Float.NEGATIVE_INFINITY);
    assertThatThrownBy(() -> net.output(infinite))
        .hasMessageContaining("-Infinity at row 0, position 0, feature 1");
  }

  @Test
  void largeFiniteInputWhoseSumOverflowsIsTaken() {
    INDArray huge = Nd4j.ones(DataType.FLOAT, 2, 4, 3).muli(3e38);
    INDArray out = net.outputSingle(huge);
    assertThat(out.shape()).containsExactly(2, 6, 3);
  }

  @Test
  void wrongOptionsAreNamed() {
    TokenOutputLayer.Builder builder = new TokenOutputLayer.Builder();
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> builder.labelSmoothing(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[0, 1), got " + bad);
    }
    assertThatThrownBy(() -> builder.activation(Activation.RELU)).hasMessageContaining("softmax");
    assertThat(builder.activation(Activation.SOFTMAX)).isSameAs(builder);
    assertThatThrownBy(
            () ->
                OutputNets.bare(
                    OutputNets.global(DataType.FLOAT, new Sgd(0.1)),
                    4,
                    new TokenOutputLayer.Builder().build()))
        .hasMessageContaining("nOut (vocabulary size V)")
        .hasMessageContaining("got 0");
  }

  @Test
  void otherInputTypesAreRefused() {
    TokenOutputLayer layer = new TokenOutputLayer.Builder().nOut(6).build();
    for (InputType type :
        new InputType[] {InputType.feedForward(4), InputType.recurrent(4, 3, RNNFormat.NWC)}) {
      assertThatThrownBy(() -> layer.setNIn(type, true)).hasMessageContaining("NCW");
    }
  }

  @Test
  void evaluateSaysThatItCannotReadTokenIds() {
    MultiDataSet data = new MultiDataSet(new INDArray[] {in}, new INDArray[] {labels});
    assertThatThrownBy(() -> net.evaluate(new SingletonMultiDataSetIterator(data)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Labels shape: [2, 3]");
  }
}
