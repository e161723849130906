package org.attentionzoo.layers.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.attentionzoo.layers.GradientChecks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class RecurrentEncoderTest {

  @ParameterizedTest
  @EnumSource(Cell.class)
  void gradientsAreRightMaskedAndUnmaskedAfterOtherLengths(Cell cell) {
    ComputationGraph net = net(encoder(cell).build(), DataType.DOUBLE);
    MultiDataSet earlier = data(2, 7, 3, 7);
    assertThat(GradientChecks.of(net, data(2, 3)).afterFitting(earlier).check()).isLessThan(1e-4);
    assertThat(GradientChecks.of(net, data(3, 3, 3, 2, 1)).afterFitting(earlier).check())
        .isLessThan(1e-4);
  }

  @ParameterizedTest
  @EnumSource(Cell.class)
  void gradientsAreRightWithDropout(Cell cell) {
    RecurrentEncoder encoder = encoder(cell).dropoutBetweenLayers(0.3).outputDropout(0.4).build();
    GradientChecks.of(net(encoder, DataType.DOUBLE), data(2, 3, 3, 2)).check();
  }

  @ParameterizedTest
  @EnumSource(Cell.class)
  void paddingChangesNothingAndYieldsZeros(Cell cell) {
    RecurrentEncoder encoder = encoder(cell).build();
    ComputationGraph net = net(encoder, DataType.DOUBLE);
    MultiDataSet longer = data(2, 6, 4, 4);
    INDArray padded = encode(net, longer.getFeatures(0), longer.getFeaturesMaskArray(0));
    INDArray cut = longer.getFeatures(0).get(all(), all(), NDArrayIndex.interval(0, 4)).dup();
    INDArray exact = encode(net, cut, null);
    assertThat(
            padded.get(all(), all(), NDArrayIndex.interval(0, 4)).dup().equalsWithEps(exact, 1e-12))
        .isTrue();
    long memory = encoder.layout().memorySize();
    INDArray padding =
        padded.get(all(), NDArrayIndex.interval(0, memory), NDArrayIndex.interval(4, 6)).dup();
    assertThat(padding.amaxNumber().doubleValue()).isZero();
  }

  @Test
  void aBackwardEncoderIsTheBackwardHalfOfABidirectionalOne() {
    RecurrentEncoder both = encoder(Cell.GRU).layers(1).build();
    RecurrentEncoder backward = encoder(Cell.GRU).layers(1).direction(Direction.BACKWARD).build();
    ComputationGraph first = net(both, DataType.DOUBLE);
    ComputationGraph second = net(backward, DataType.DOUBLE);
    for (String key : List.of("W", "U", "b", "c")) {
      String name = "encoder_backward0." + key;
      second.getParam(name).assign(first.getParam(name));
    }
    MultiDataSet data = data(2, 5, 3, 5);
    INDArray[] source = {data.getFeatures(0), data.getFeaturesMaskArray(0)};
    INDArray expected = encode(first, source[0], source[1]);
    INDArray got = encode(second, source[0], source[1]);
    long h = backward.layout().units();
    assertThat(half(got, 0, h)).isEqualTo(half(expected, h, 2 * h));
    assertThat(backward.layout().size()).isEqualTo(2 * h); // memory and one state
    GradientChecks.of(second, data).check();
  }

  private static INDArray half(INDArray out, long from, long to) {
    return out.get(all(), NDArrayIndex.interval(from, to), all()).dup();
  }

  @Test
  void finalStatesAreSlices() {
    RecurrentEncoder encoder = encoder(Cell.LSTM).build();
    EncoderLayout layout = encoder.layout();
    ComputationGraph net = net(encoder, DataType.DOUBLE);
    MultiDataSet data = data(1, 5, 3);
    INDArray out = encode(net, data.getFeatures(0), data.getFeaturesMaskArray(0));
    long forward = layout.stateOffset(1, 0, "h");
    long backward = layout.stateOffset(1, 1, "h");
    // the top layer's h is also the memory: forward of the last real position, backward of the
    // first
    assertThat(channels(out, forward, 4)).isEqualTo(channels(out, 0, 2));
    assertThat(channels(out, backward, 0)).isEqualTo(channels(out, layout.units(), 0));
    assertThat(layout.size()).isEqualTo(out.size(1)).isEqualTo(4 + 2 * 2 * 2 * 2);
  }

  private static INDArray channels(INDArray out, long from, long position) {
    return out.get(
            NDArrayIndex.point(0),
            NDArrayIndex.interval(from, from + 2),
            NDArrayIndex.point(position))
        .dup();
  }

  @Test
  void oneSentenceOfOneTokenInFloatWorks() {
    RecurrentEncoder encoder = encoder(Cell.GRU).build();
    ComputationGraph net = net(encoder, DataType.FLOAT);
    INDArray out = encode(net, Nd4j.rand(DataType.FLOAT, 1, 2, 1), null);
    assertThat(out.shape()).containsExactly(1, encoder.layout().size(), 1);
    assertThat(out.dataType()).isEqualTo(DataType.FLOAT);
    MultiDataSet one = data(1, 1);
    one.setFeatures(0, one.getFeatures(0).castTo(DataType.FLOAT));
    one.setLabels(0, one.getLabels(0).castTo(DataType.FLOAT));
    net.fit(one);
    assertThat(net.score()).isFinite();
  }

  @Test
  void aSentenceThatIsAllPaddingYieldsZeros() {
    ComputationGraph net = net(encoder(Cell.LSTM).build(), DataType.DOUBLE);
    MultiDataSet data = data(2, 3, 3, 0);
    INDArray out = encode(net, data.getFeatures(0), data.getFeaturesMaskArray(0));
    assertThat(out.slice(1).amaxNumber().doubleValue()).isZero();
  }

  @Test
  void theConfigurationSurvivesJson() {
    RecurrentEncoder encoder =
        encoder(Cell.LSTM).dropoutBetweenLayers(0.1).outputDropout(0.2).forgetBias(0.5).build();
    ComputationGraph net = net(encoder, DataType.DOUBLE);
    String json = net.getConfiguration().toJson();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
    assertThat(read).isEqualTo(net.getConfiguration());
    ComputationGraph again = new ComputationGraph(read);
    again.init();
    assertThat(again.params()).isEqualTo(net.params());
    assertThat(read.toJson()).isEqualTo(json);
  }

  @Test
  void initialWeightsAreOrthogonalAndFollowTheSeed() {
    ComputationGraph net = net(encoder(Cell.LSTM).build(), DataType.DOUBLE);
    INDArray u = net.getParam("encoder_forward0.U").get(all(), NDArrayIndex.interval(2, 4));
    assertThat(u.mmul(u.transpose()).equalsWithEps(Nd4j.eye(2).castTo(DataType.DOUBLE), 1e-6))
        .isTrue();
    assertThat(net.getParam("encoder_backward1.b").toDoubleVector())
        .containsExactly(0, 0, 1, 1, 0, 0, 0, 0);
    assertThat(net(encoder(Cell.LSTM).build(), DataType.DOUBLE).params()).isEqualTo(net.params());
  }

  @Test
  void badConfigurationsAreNamed() {
    for (var wrong :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> encoder(Cell.GRU).units(0).build(),
            () -> encoder(Cell.GRU).layers(-1).build(),
            () -> encoder(null).build(),
            () -> encoder(Cell.GRU).inputSize(-2),
            () -> encoder(Cell.GRU).outputDropout(1).build(),
            () -> encoder(Cell.GRU).dropoutBetweenLayers(Double.NaN).build())) {
      assertThatThrownBy(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "(units|layers|cell|inputSize|outputDropout|dropoutBetweenLayers) .*");
    }
    assertThatThrownBy(
            () -> new RecurrentEncoder.Builder().units(2).build().layout().stateOffset(0, 0, "h"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void badInputIsNamed() {
    ComputationGraph net = net(encoder(Cell.GRU).build(), DataType.DOUBLE);
    assertThatThrownBy(() -> encode(net, Nd4j.rand(DataType.DOUBLE, 2, 3, 4), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("source")
        .hasMessageContaining("[2, 3, 4]");
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 2, 5);
    assertThatThrownBy(() -> encode(net, Nd4j.rand(DataType.DOUBLE, 2, 2, 4), mask))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 4]");
  }

  private static org.nd4j.linalg.indexing.INDArrayIndex all() {
    return NDArrayIndex.all();
  }

  static RecurrentEncoder.Builder encoder(Cell cell) {
    return new RecurrentEncoder.Builder()
        .cell(cell)
        .units(2)
        .layers(2)
        .bidirectional(true)
        .outputStates(true);
  }

  static INDArray encode(ComputationGraph net, INDArray x, INDArray mask) {
    net.setLayerMaskArrays(mask == null ? null : new INDArray[] {mask}, null);
    try {
      return net.feedForward(x, false).get("encoder");
    } finally {
      net.clearLayerMaskArrays();
    }
  }

  /** n sentences of length t; if lengths are given, with a mask. */
  static MultiDataSet data(int n, int t, int... lengths) {
    Nd4j.getRandom().setSeed(n * 100 + t);
    INDArray x = Nd4j.rand(DataType.DOUBLE, n, 2, t).subi(0.5).muli(3);
    INDArray y = Nd4j.rand(DataType.DOUBLE, n, 2, t);
    MultiDataSet data = new MultiDataSet(x, y);
    if (lengths.length > 0) {
      INDArray mask = Nd4j.zeros(DataType.DOUBLE, n, t);
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < lengths[i]; k++) {
          mask.putScalar(i, k, 1);
        }
      }
      data.setFeaturesMaskArrays(new INDArray[] {mask});
      data.setLabelsMaskArray(new INDArray[] {mask});
    }
    return data;
  }

  static ComputationGraph net(RecurrentEncoder encoder, DataType type) {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .dataType(type)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("x")
            .addLayer("encoder", encoder, "x")
            .addLayer(
                "out",
                new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .nOut(2)
                    .dataFormat(RNNFormat.NCW)
                    .activation(Activation.IDENTITY)
                    .build(),
                "encoder")
            .setOutputs("out")
            .setInputTypes(InputType.recurrent(2))
            .build();
    ComputationGraph net = new ComputationGraph(conf);
    net.init();
    return net;
  }
}
