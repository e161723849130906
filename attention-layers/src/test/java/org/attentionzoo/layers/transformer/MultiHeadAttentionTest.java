package org.attentionzoo.layers.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class MultiHeadAttentionTest {

  private static final int D = 6;
  private static final int M = 4;

  @Test
  void selfAttentionEqualsPyTorch() {
    Fixture f = Fixture.load("multi_head_self_attention");
    ComputationGraph net = selfNet(DataType.DOUBLE, true, 0);
    Parity.check(net, "x", f, new String[] {"x"}, new String[] {"mask"});
    INDArray weights = ((PlannedLayerRuntime) net.getLayer("x")).exposed("weights");
    f.assertEquals("weights", weights);
  }

  @Test
  void crossAttentionEqualsPyTorch() {
    Fixture f = Fixture.load("multi_head_cross_attention");
    ComputationGraph net = crossNet(DataType.DOUBLE, 0);
    Parity.check(net, "x", f, new String[] {"query", "memory"}, new String[] {null, "mask"});
    f.assertEquals("weights", ((PlannedVertexRuntime) net.getVertex("x")).exposed("weights"));
  }

  @Test
  void selfAttentionGradientsAreRight() {
    for (boolean causal : new boolean[] {false, true}) {
      ComputationGraph net = selfNet(DataType.DOUBLE, causal, 0.2);
      GradientChecks.of(net, selfData(2, 4, true))
          .afterFitting(selfData(3, 2, false), selfData(1, 5, true))
          .check();
      GradientChecks.of(net, selfData(2, 3, false)).check();
    }
  }

  private static MultiDataSet selfData(int n, int t, boolean masked) {
    INDArray mask = masked ? Nets.mask(t, lengths(n, t)) : null;
    return new MultiDataSet(
        new INDArray[] {Nets.values(1, n, D, t)},
        new INDArray[] {Nets.values(2, n, 2, t)},
        new INDArray[] {mask},
        new INDArray[] {mask});
  }

  private static int[] lengths(int n, int t) {
    int[] lengths = new int[n];
    for (int i = 0; i < n; i++) {
      lengths[i] = Math.max(1, t - 2 * i);
    }
    return lengths;
  }

  @Test
  void crossAttentionGradientsAreRight() {
    ComputationGraph net = crossNet(DataType.DOUBLE, 0.2);
    GradientChecks.of(net, crossData(2, 3, 5, true))
        .afterFitting(crossData(1, 4, 2, true), crossData(3, 2, 6, false))
        .check();
    GradientChecks.of(net, crossData(1, 2, 3, false)).check();
  }

  private static MultiDataSet crossData(int n, int t, int s, boolean masked) {
    INDArray mask = masked ? Nets.mask(s, lengths(n, s)) : null;
    return new MultiDataSet(
        new INDArray[] {Nets.values(1, n, D, t), Nets.values(3, n, M, s)},
        new INDArray[] {Nets.values(2, n, 2, t)},
        new INDArray[] {null, mask},
        null);
  }

  @Test
  void aFullyMaskedSentenceYieldsZeroWeightsAndFiniteGradients() {
    ComputationGraph net = crossNet(DataType.FLOAT, 0);
    MultiDataSet data = crossData(2, 3, 4, true);
    data.getFeaturesMaskArrays()[1].getRow(1).assign(0);
    net.fit(data);
    assertThat(Double.isFinite(net.score())).isTrue();
    assertThat(net.params().isNaN().any()).isFalse();
    net.setLayerMaskArrays(data.getFeaturesMaskArrays(), null);
    net.feedForward(data.getFeatures(), false);
    INDArray weights = ((PlannedVertexRuntime) net.getVertex("x")).exposed("weights");
    assertThat(weights.tensorAlongDimension(1, 1, 2, 3).amaxNumber().doubleValue()).isZero();
    assertThat(weights.tensorAlongDimension(0, 1, 2, 3).sumNumber().doubleValue())
        .isCloseTo(6, org.assertj.core.data.Offset.offset(1e-5)); // h · T rows of sum 1
  }

  @Test
  void aMultiLayerNetworkTrainsWithTheLayer() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list()
                .layer(self(false, 0.1))
                .layer(
                    new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nOut(2)
                        .dataFormat(RNNFormat.NCW)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(D))
                .build());
    net.init();
    INDArray x = Nets.values(1, 2, D, 4).castTo(DataType.FLOAT);
    INDArray y = Nets.values(2, 2, 2, 4).castTo(DataType.FLOAT);
    net.fit(x, y);
    double before = net.score();
    for (int i = 0; i < 30; i++) {
      net.fit(x, y);
    }
    assertThat(net.score()).isLessThan(before / 2);
  }

  @Test
  void optionsSurviveJson() {
    for (ComputationGraph net :
        new ComputationGraph[] {
          selfNet(DataType.DOUBLE, true, 0.3), crossNet(DataType.DOUBLE, 0.3)
        }) {
      ComputationGraph copy = Nets.throughJson(net);
      assertThat(copy.getConfiguration()).isEqualTo(net.getConfiguration());
      assertThat(copy.params()).isEqualTo(net.params());
    }
  }

  @Test
  void buildersNameWhatIsWrong() {
    assertThatThrownBy(() -> new MultiHeadSelfAttention.Builder().size(250).heads(8).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model size 250 is not divisible by 8 heads");
    assertThatThrownBy(() -> new MultiHeadSelfAttention.Builder().size(6).build())
        .hasMessageContaining("number of heads must be at least 1, but is 0");
    assertThatThrownBy(() -> new MultiHeadCrossAttention.Builder().heads(2).build())
        .hasMessageContaining("model size must be at least 1, but is 0");
    assertThatThrownBy(
            () -> new MultiHeadCrossAttention.Builder().size(4).heads(2).memorySize(-1).build())
        .hasMessageContaining("memory size must be at least 1, but is -1");
    assertThatThrownBy(() -> self(false, 1.0))
        .hasMessageContaining("must be in [0, 1), but is 1.0");
  }

  private static MultiHeadSelfAttention self(boolean causal, double dropout) {
    return new MultiHeadSelfAttention.Builder()
        .size(D)
        .heads(3)
        .causal(causal)
        .dropoutRate(dropout)
        .build();
  }

  private static ComputationGraph selfNet(DataType type, boolean causal, double dropout) {
    return Nets.withOutput(
        Nets.builder(type, "in").addLayer("x", self(causal, dropout), "in"), D, "x");
  }

  private static ComputationGraph crossNet(DataType type, double dropout) {
    MultiHeadCrossAttention cross =
        new MultiHeadCrossAttention.Builder()
            .size(D)
            .memorySize(M)
            .heads(2)
            .dropoutRate(dropout)
            .build();
    return Nets.withOutput(
        Nets.builder(type, "query", "memory").addVertex("x", cross, "query", "memory"), D, "x");
  }
}
