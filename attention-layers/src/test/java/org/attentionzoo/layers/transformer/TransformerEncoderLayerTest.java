package org.attentionzoo.layers.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

class TransformerEncoderLayerTest {

  private static final int D = 6;

  @ParameterizedTest
  @CsvSource({
    "encoder_layer_post_relu, POST, RELU",
    "encoder_layer_pre_gelu, PRE, GELU",
    "encoder_layer_post_swish, POST, SWISH",
    "encoder_layer_post_gelu_tanh, POST, GELU_TANH",
    "encoder_layer_post_gelu_sigmoid, POST, GELU_SIGMOID",
    "encoder_layer_pre_tanh, PRE, TANH"
  })
  void outputAndGradientsEqualPyTorch(
      String fixture, NormPosition position, FeedForwardActivation activation) {
    ComputationGraph net =
        net(DataType.DOUBLE, builder().normPosition(position).feedForwardActivation(activation));
    Parity.check(net, "x", Fixture.load(fixture), new String[] {"x"}, new String[] {"mask"});
  }

  @ParameterizedTest
  @EnumSource(NormPosition.class)
  void gradientsAreRightWithMasksAndDropoutAfterOtherLengths(NormPosition position) {
    ComputationGraph net =
        net(
            DataType.DOUBLE,
            builder()
                .normPosition(position)
                .feedForwardActivation(FeedForwardActivation.SWISH)
                .dropoutRate(0.2));
    GradientChecks.of(net, data(2, 4, true))
        .afterFitting(data(3, 2, false), data(1, 5, true))
        .check();
  }

  /** All but ReLU, which has a kink. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RELU")
  void gradientsAreRightWithoutMasks(FeedForwardActivation activation) {
    ComputationGraph net = net(DataType.DOUBLE, builder().feedForwardActivation(activation));
    GradientChecks.of(net, data(1, 3, false)).check();
  }

  @ParameterizedTest
  @EnumSource(names = {"GELU_TANH", "GELU_SIGMOID", "TANH"})
  void gradientsOfTheseActivationsAreRightWithMasksAfterOtherLengths(
      FeedForwardActivation activation) {
    ComputationGraph net =
        net(DataType.DOUBLE, builder().feedForwardActivation(activation).dropoutRate(0.2));
    GradientChecks.of(net, data(2, 4, true))
        .afterFitting(data(3, 2, false), data(1, 5, true))
        .check();
  }

  private static MultiDataSet data(int n, int t, boolean masked) {
    int[] lengths = new int[n];
    for (int i = 0; i < n; i++) {
      lengths[i] = Math.max(1, t - 2 * i);
    }
    INDArray mask = masked ? Nets.mask(t, lengths) : null;
    return new MultiDataSet(
        new INDArray[] {Nets.values(1, n, D, t)},
        new INDArray[] {Nets.values(2, n, 2, t)},
        new INDArray[] {mask},
        new INDArray[] {mask});
  }

  @Test
  void morePaddingChangesNothing() {
    ComputationGraph net = net(DataType.DOUBLE, builder());
    INDArray x = Nets.values(1, 1, D, 3);
    INDArray padded = Nets.values(7, 1, D, 6); // padding is not zero
    padded.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 3)).assign(x);
    INDArray alone = output(net, x, null);
    INDArray among = output(net, padded, Nets.mask(6, 3));
    Fixture.assertClose(
        "real positions",
        among.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 3)),
        alone,
        1e-12);
  }

  private static INDArray output(ComputationGraph net, INDArray x, INDArray mask) {
    net.setLayerMaskArrays(new INDArray[] {mask}, null);
    INDArray out = net.feedForward(x, false).get("x");
    net.clearLayerMaskArrays();
    return out;
  }

  @Test
  void oneTokenAndOneHeadWork() {
    ComputationGraph net = net(DataType.FLOAT, builder().heads(1));
    INDArray out = output(net, Nets.values(1, 1, D, 1), null);
    assertThat(out.shape()).containsExactly(1, D, 1);
    INDArray weights = ((PlannedLayerRuntime) net.getLayer("x")).exposed("weights");
    assertThat(weights.shape()).containsExactly(1, 1, 1, 1);
    assertThat(weights.getDouble(0)).isEqualTo(1);
  }

  @Test
  void itTrainsInFloatAndGoesOnExactlyAfterSaving() {
    ComputationGraph net =
        Nets.withOutput(
            Nets.builder(DataType.FLOAT, new Adam(0.01), "in")
                .addLayer("x", builder().dropoutRate(0.1).build(), "in"),
            D,
            "x");
    MultiDataSet data = data(3, 4, true);
    net.fit(data);
    double before = net.score();
    for (int i = 0; i < 30; i++) {
      net.fit(data);
    }
    assertThat(net.score()).isLessThan(before / 2);
    ComputationGraph loaded = Nets.savedAndLoaded(net);
    net.fit(data);
    loaded.fit(data);
    assertThat(loaded.params()).isEqualTo(net.params());
  }

  @Test
  void everyOptionSurvivesJson() {
    ComputationGraph net =
        net(
            DataType.DOUBLE,
            builder()
                .normPosition(NormPosition.PRE)
                .feedForwardActivation(FeedForwardActivation.GELU)
                .epsilon(1e-6)
                .dropoutRate(0.3)
                .attentionDropoutRate(0.4)
                .activationDropoutRate(0.45));
    ComputationGraph copy = Nets.throughJson(net);
    assertThat(copy.getConfiguration()).isEqualTo(net.getConfiguration());
    assertThat(copy.params()).isEqualTo(net.params());
    assertThat(net.getConfiguration().toJson())
        .contains("PRE", "GELU", "1.0E-6", "0.3", "0.4", "0.45", "8");
  }

  @Test
  void aModelSavedBeforeItsDropoutsHadOwnRatesIsTheSame() {
    ComputationGraph net = net(DataType.DOUBLE, builder().dropoutRate(0.3));
    String now = net.getConfiguration().toJson();
    String then = now.replaceAll(",\\s*\"(attention|activation)DropoutRate\"\\s*:\\s*null", "");
    assertThat(then).hasSizeLessThan(now.length()).contains("dropoutRate");
    assertThat(ComputationGraphConfiguration.fromJson(then)).isEqualTo(net.getConfiguration());
  }

  @ParameterizedTest
  @CsvSource({
    "0,  0,   0.5, selfWo, true",
    "0,  0.5, 0,   selfWo, false",
    "0,  0,   0.5, ffW2,   false",
    "0,  0.5, 0,   ffW2,   true",
    "0.5, 0,  0,   none,   true",
    "0,  0,   0,   none,   false"
  })
  void eachDropoutHasItsOwnRate(
      double rest, double attention, double activation, String nothingFrom, boolean drops) {
    ComputationGraph net =
        net(
            DataType.DOUBLE,
            builder()
                .dropoutRate(rest)
                .attentionDropoutRate(attention)
                .activationDropoutRate(activation));
    if (!nothingFrom.equals("none")) {
      net.getLayer("x").getParam(nothingFrom).assign(0); // what is dropped before it, nobody sees
    }
    INDArray x = Nets.values(1, 3, D, 5);
    INDArray inTraining = net.feedForward(x, true).get("x").dup();
    INDArray inference = net.feedForward(x, false).get("x");
    assertThat(inTraining.equalsWithEps(inference, 1e-9)).isNotEqualTo(drops);
  }

  @Test
  void parametersAreCounted() {
    long attention = 4 * (D * D + D);
    long feedForward = 2 * D * 8 + 8 + D;
    TransformerEncoderLayer layer = builder().build();
    long count = 0;
    for (long[] shape : layer.parameterShapes().values()) {
      count += shape.length == 1 ? shape[0] : shape[0] * shape[1];
    }
    assertThat(count).isEqualTo(attention + feedForward + 2 * 2 * D);
  }

  @Test
  void builderNamesWhatIsWrong() {
    assertRejected(builder().size(250).heads(8), "model size 250 is not divisible by 8 heads");
    assertRejected(builder().size(0), "model size must be at least 1, but is 0");
    assertRejected(builder().heads(-1), "number of heads must be at least 1, but is -1");
    assertRejected(builder().feedForwardSize(0), "feed-forward size must be at least 1, but is 0");
    assertRejected(builder().dropoutRate(-0.1), "dropout rate must be in [0, 1), but is -0.1");
    assertRejected(
        builder().attentionDropoutRate(1), "attention dropout rate must be in [0, 1), but is 1.0");
    assertRejected(
        builder().activationDropoutRate(-1),
        "activation dropout rate must be in [0, 1), but is -1.0");
    assertRejected(builder().epsilon(Double.NaN), "epsilon must be a finite number, but is NaN");
    assertRejected(builder().normPosition(null), "norm position must be given");
    assertThatThrownBy(
            () ->
                Nets.builder(DataType.FLOAT, "in")
                    .addLayer("x", builder().build(), "in")
                    .setOutputs("x")
                    .setInputTypes(InputType.recurrent(5))
                    .build())
        .hasMessageContaining("size 6");
  }

  private static void assertRejected(TransformerEncoderLayer.Builder builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static TransformerEncoderLayer.Builder builder() {
    return new TransformerEncoderLayer.Builder().size(D).heads(3).feedForwardSize(8);
  }

  private static ComputationGraph net(DataType type, TransformerEncoderLayer.Builder builder) {
    return Nets.withOutput(Nets.builder(type, "in").addLayer("x", builder.build(), "in"), D, "x");
  }
}
