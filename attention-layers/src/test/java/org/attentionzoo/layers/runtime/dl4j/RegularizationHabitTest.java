package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.data;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.distance;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.step;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

class RegularizationHabitTest {
  private static final double RATE = 0.1;

  private static UnaryOperator<NeuralNetConfiguration.Builder> with(
      UnaryOperator<NeuralNetConfiguration.Builder> options) {
    return network -> options.apply(network.updater(new Sgd(RATE)));
  }

  private static boolean isBias(String key) {
    return key.endsWith("_b");
  }

  @ParameterizedTest
  @EnumSource
  void l2ReachesTheWeightsOfAllPartsAndTheScore(HabitNets kind) {
    double l2 = 0.3;
    ComputationGraph plain = kind.net();
    ComputationGraph net = kind.net(with(network -> network.l2(l2)));
    assertThat(net.params()).isEqualTo(plain.params());
    double squares = 0;
    for (Map.Entry<String, INDArray> e : net.paramTable().entrySet()) {
      squares += isBias(e.getKey()) ? 0 : e.getValue().mul(e.getValue()).sumNumber().doubleValue();
    }
    assertThat(net.score(data(1)) - plain.score(data(1))).isCloseTo(l2 / 2 * squares, within(1e-5));
    assertThat(net.calcRegularizationScore(true)).isCloseTo(l2 / 2 * squares, within(1e-5));

    Map<String, INDArray> table = copy(net);
    plain.fit(data(1));
    net.fit(data(1));
    table.forEach(
        (key, w) -> {
          INDArray more = isBias(key) ? w.mul(0) : w.mul(RATE * l2);
          INDArray expected =
              plain.getVertex(vertex(key)).paramTable(false).get(name(key)).sub(more);
          assertThat(distance(net.paramTable().get(key), expected)).as(key).isLessThan(2e-6);
        });
  }

  @ParameterizedTest
  @EnumSource
  void l1AndL2OfBiasesReachAllParts(HabitNets kind) {
    double l1 = 0.2;
    double l2Bias = 0.4;
    ComputationGraph plain = kind.net();
    ComputationGraph net = kind.net(with(network -> network.l1(l1).l2Bias(l2Bias)));
    Map<String, INDArray> table = copy(net);
    plain.fit(data(1));
    net.fit(data(1));
    table.forEach(
        (key, w) -> {
          INDArray more =
              isBias(key)
                  ? w.mul(RATE * l2Bias)
                  : org.nd4j.linalg.ops.transforms.Transforms.sign(w, true).mul(RATE * l1);
          INDArray expected = plain.paramTable().get(key).sub(more);
          assertThat(distance(net.paramTable().get(key), expected)).as(key).isLessThan(2e-6);
        });
  }

  @Test
  void weightDecayReachesTheWeightsOfAllPartsOnce() {
    double decay = 0.3;
    ComputationGraph plain = HabitNets.OURS.net();
    ComputationGraph net = HabitNets.OURS.net(with(network -> network.weightDecay(decay)));
    Map<String, INDArray> table = copy(net);
    plain.fit(data(1));
    net.fit(data(1));
    for (String key : new String[] {"layer_W", "mix_W", "mix_U"}) {
      INDArray expected = plain.paramTable().get(key).sub(table.get(key).mul(RATE * decay));
      assertThat(distance(net.paramTable().get(key), expected)).as(key).isLessThan(2e-6);
    }
  }

  @Test
  void aVertexMayHaveTermsOfItsOwn() {
    ComputationGraph net =
        HabitNets.init(
            HabitNets.OURS
                .graph(with(network -> network.l2(0.3)))
                .removeVertex("mix", false)
                .addVertex(
                    "mix",
                    new MixVertex.Builder()
                        .size(HabitNets.SIZE)
                        .regularization(new WeightDecay(0.5, true))
                        .regularizationBias(new L2Regularization(0.1))
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer, 0.01)
                        .build(),
                    "layer",
                    "b"));
    PlannedVertex mix = ((PlannedVertexRuntime) net.getVertex("mix")).conf();
    assertThat(mix.getRegularizationByParam("W")).containsExactly(new WeightDecay(0.5, true));
    assertThat(mix.getRegularizationBias()).containsExactly(new L2Regularization(0.1));
    INDArray weights = net.getVertex("mix").params().dup();
    net.fit(data(1));
    INDArray step = weights.sub(net.getVertex("mix").params()).subi(weights.mul(RATE * 0.5));
    assertThat(step.norm2Number().doubleValue()).isCloseTo(RATE * 0.01, within(1e-5));
  }

  @ParameterizedTest
  @EnumSource
  void everyNormalizationOfGradientsReachesEveryPart(HabitNets kind) {
    double threshold = 0.02;
    for (GradientNormalization mode : GradientNormalization.values()) {
      ComputationGraph plain = kind.net();
      INDArray gradient = HabitNets.gradient(plain, data(1));
      ComputationGraph net =
          kind.net(
              with(
                  network ->
                      network
                          .gradientNormalization(mode)
                          .gradientNormalizationThreshold(threshold)));
      INDArray step = step(net, data(1)).divi(RATE);
      for (String part : new String[] {"layer", "mix", "out"}) {
        INDArray g = HabitNets.part(net, part, gradient);
        INDArray s = HabitNets.part(net, part, step);
        double norm = s.norm2Number().doubleValue();
        double full = g.norm2Number().doubleValue();
        switch (mode) {
          case None -> assertThat(distance(s, g)).isLessThan(2e-6);
          case RenormalizeL2PerLayer -> assertThat(norm).isCloseTo(1, within(1e-5));
          case ClipL2PerLayer ->
              assertThat(norm).isCloseTo(Math.min(full, threshold), within(1e-5));
          case ClipElementWiseAbsoluteValue ->
              assertThat(s.amaxNumber().doubleValue())
                  .isCloseTo(Math.min(threshold, g.amaxNumber().doubleValue()), within(1e-5));
          case RenormalizeL2PerParamType ->
              assertThat(norm)
                  .isCloseTo(Math.sqrt(net.getVertex(part).paramTable(false).size()), within(1e-5));
          case ClipL2PerParamType ->
              assertThat(norm)
                  .isLessThanOrEqualTo(
                      threshold * Math.sqrt(net.getVertex(part).paramTable(false).size()) + 1e-5);
        }
      }
    }
  }

  @Test
  void constraintsOfALayerHold() {
    ComputationGraph net =
        HabitNets.init(
            HabitNets.OURS
                .graph(with(network -> network))
                .removeVertex("layer", false)
                .addLayer(
                    "layer",
                    new TanhLayer.Builder()
                        .size(HabitNets.SIZE)
                        .constrainWeights(new MaxNormConstraint(0.1, 1))
                        .constrainBias(new NonNegativeConstraint())
                        .build(),
                    "a"));
    net.getParam("layer_b").assign(-1);
    net.fit(data(1));
    assertThat(net.getParam("layer_W").norm2(1).maxNumber().doubleValue()).isLessThan(0.1 + 1e-4);
    assertThat(net.getParam("layer_b").minNumber().doubleValue()).isNotNegative();
  }

  @Test
  void whatALayerDefinedByAGraphDoesNotHaveIsRefused() {
    assertThat(refusal(() -> new TanhLayer.Builder().activation(Activation.RELU)))
        .contains("has no option activation");
    assertThat(refusal(() -> new TanhLayer.Builder().weightNoise(new DropConnect(0.5))))
        .contains("has no option weightNoise");
    assertThat(
            refusal(
                () ->
                    HabitNets.OURS.net(with(network -> network.weightNoise(new DropConnect(0.5))))))
        .contains("TanhLayer")
        .contains("takes no weight noise");
  }

  private static String refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return org.assertj.core.api.Assertions.catchThrowable(call).getMessage();
  }

  private static String vertex(String key) {
    return key.substring(0, key.lastIndexOf('_'));
  }

  private static String name(String key) {
    return key.substring(key.lastIndexOf('_') + 1);
  }

  private static Map<String, INDArray> copy(ComputationGraph net) {
    Map<String, INDArray> table = new java.util.LinkedHashMap<>();
    net.paramTable().forEach((key, value) -> table.put(key, value.dup()));
    return table;
  }
}
