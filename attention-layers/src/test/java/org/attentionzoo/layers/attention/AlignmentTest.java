package org.attentionzoo.layers.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.VertexRun;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AlignmentTest {

  private static final int SIZE = AttentionNets.SIZE;

  @ParameterizedTest
  @MethodSource("org.attentionzoo.layers.attention.AttentionNets#alignments")
  void stepsOfAScanEqualTheVertexInValuesAndGradients(Alignment alignment) {
    ComputationGraph whole = net(AttentionNets.vertex(alignment));
    ComputationGraph stepped = net(new ScanAttention(alignment));
    stepped.setParams(whole.params());
    VertexRun a = new VertexRun(whole, "attention");
    VertexRun b = new VertexRun(stepped, "attention");
    INDArray[] inputs = {Nets.values(1, 2, SIZE, 4), Nets.values(2, 2, SIZE, 3)};
    INDArray[] masks = {null, Nets.mask(3, 3, 2)};
    INDArray epsilon = Nets.values(3, 2, SIZE, 4);

    Fixture.assertClose("output", b.forward(inputs, masks), a.forward(inputs, masks), 1e-12);
    a.backward(epsilon);
    b.backward(epsilon);
    Fixture.assertClose("query gradient", b.inputGradient(0), a.inputGradient(0), 1e-12);
    Fixture.assertClose("memory gradient", b.inputGradient(1), a.inputGradient(1), 1e-12);
    for (String name : AttentionNets.runtime(whole).paramTable(false).keySet()) {
      Fixture.assertClose(name, b.gradient("align" + name), a.gradient(name), 1e-12);
    }
  }

  private static ComputationGraph net(PlannedVertex vertex) {
    return Nets.withOutput(
        Nets.builder(DataType.DOUBLE, "query", "memory")
            .addVertex("attention", vertex, "query", "memory"),
        SIZE,
        "attention");
  }

  @Test
  void parametersStandUnderThePrefix() {
    assertThat(names(Alignment.of(new Additive(5)))).containsExactly("aW", "aU", "av");
    assertThat(names(Alignment.of(new Dot()))).isEmpty();
    assertThat(names(Alignment.of(new General()))).containsExactly("aW");
    assertThat(names(Alignment.of(Cosine.fixed(1)))).isEmpty();
    assertThat(names(Alignment.of(Cosine.learned(1)))).containsExactly("ab");
    assertThat(names(new Alignment(new Location(9), Window.localPredictive(1))))
        .containsExactly("aW", "aWp", "avp");
  }

  private static List<String> names(Alignment alignment) {
    SDLayerParams parameters = new SDLayerParams();
    alignment.defineParameters(parameters, "a", 4, 4);
    return parameters.getParameterKeys();
  }

  @Test
  void scoreAndWindowAreRequired() {
    assertThatThrownBy(() -> new Alignment(null, Window.global()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("score");
    assertThatThrownBy(() -> new Alignment(new Dot(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window");
  }

  @Test
  void initialWeightsFollowTheSeedAndHaveGlorotsVariance() {
    INDArray a = weights(7);
    assertThat(weights(7)).isEqualTo(a);
    assertThat(weights(8)).isNotEqualTo(a);
    assertThat(a.meanNumber().doubleValue()).isBetween(-0.01, 0.01);
    assertThat(a.stdNumber().doubleValue()).isBetween(0.095, 0.105); // sqrt(2 / (120 + 80)) = 0.1
  }

  private static INDArray weights(long seed) {
    INDArray w = Nd4j.create(DataType.DOUBLE, 120, 80);
    Nd4j.getRandom().setSeed(seed);
    new General().initializeParameters(Map.of("W", w), "");
    return w;
  }

  @Test
  void aLearnedSharpnessStartsAtItsInitialValue() {
    INDArray b = Nd4j.create(DataType.DOUBLE, 1, 1);
    for (double sharpness : new double[] {0.01, 1, 5, 800}) {
      Cosine.learned(sharpness).initializeParameters(Map.of("b", b), "");
      double raw = b.getDouble(0);
      double softplus = raw > 30 ? raw : Math.log1p(Math.exp(raw));
      assertThat(softplus).isCloseTo(sharpness, within(1e-9));
    }
  }

  @Test
  void badValuesAreNamed() {
    assertThatThrownBy(() -> new Additive(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size of additive attention must be at least 1, but is 0");
    assertThatThrownBy(() -> new Location(-3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maximum length")
        .hasMessageContaining("-3");
    assertThatThrownBy(() -> Window.localMonotonic(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("half width D");
    assertThatThrownBy(() -> Window.localPredictive(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    for (double sharpness : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Cosine.fixed(sharpness))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sharpness")
          .hasMessageContaining("" + sharpness);
    }
  }

  @Test
  void scoresThatMultiplyElementwiseNeedEqualSizes() {
    for (Score score : List.of(new Dot(), new ScaledDot(), Cosine.fixed(1))) {
      assertThatThrownBy(() -> Alignment.of(score).checkSizes(4, 6))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("4")
          .hasMessageContaining("6");
    }
    for (Score score : List.of(new Additive(2), new General(), new Location(5))) {
      Alignment.of(score).checkSizes(4, 6);
    }
  }
}
