package org.attentionzoo.layers.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.VertexRun;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Values and gradients against PyTorch, with padding in both inputs and a source of padding. */
class AttentionParityTest {

  private static final double TOLERANCE = 1e-5;

  static Stream<Arguments> cases() {
    Map<String, Score> scores = new LinkedHashMap<>();
    scores.put("additive", new Additive(3));
    scores.put("additive_biased", new Additive(3, true));
    scores.put("dot", new Dot());
    scores.put("scaled_dot", new ScaledDot());
    scores.put("general", new General());
    scores.put("location", new Location(6));
    scores.put("cosine", Cosine.fixed(2.5));
    scores.put("cosine_learned", Cosine.learned(1));
    Map<String, Window> windows = new LinkedHashMap<>();
    windows.put("global", Window.global());
    windows.put("local_monotonic", Window.localMonotonic(1));
    windows.put("local_predictive", Window.localPredictive(2));
    return scores.entrySet().stream()
        .flatMap(
            s ->
                windows.entrySet().stream()
                    .map(
                        w ->
                            Arguments.of(
                                "attention_" + s.getKey() + "_" + w.getKey(),
                                new Alignment(s.getValue(), w.getValue()))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAndGradientsEqualPyTorchInDoubleAndFloat(String name, Alignment alignment) {
    double inDouble = largestDifference(name, alignment, DataType.DOUBLE);
    double inFloat = largestDifference(name, alignment, DataType.FLOAT);
    System.out.printf("parity %s: DOUBLE %.1e, FLOAT %.1e%n", name, inDouble, inFloat);
    assertThat(inDouble).isLessThan(1e-9);
    assertThat(inFloat).isLessThan(TOLERANCE);
  }

  private static double largestDifference(String name, Alignment alignment, DataType type) {
    Fixture fixture = Fixture.load(name);
    ComputationGraph net = net(alignment, type, (int) fixture.get("memory").size(2));
    VertexRun run = new VertexRun(net, "attention");
    for (String parameter : AttentionNets.runtime(net).paramTable(false).keySet()) {
      run.setParameter(parameter, fixture.get(parameter));
    }
    INDArray[] inputs = {
      fixture.sequence("query").castTo(type), fixture.sequence("memory").castTo(type)
    };
    INDArray out =
        run.forward(inputs, fixture.get("query_mask", type), fixture.get("memory_mask", type));
    run.backward(fixture.sequence("eps").castTo(type));

    double worst = difference(fixture, "out", out.permute(0, 2, 1));
    INDArray weights = AttentionNets.runtime(net).exposed(Attention.WEIGHTS);
    worst = Math.max(worst, difference(fixture, "weights", weights));
    for (String parameter : AttentionNets.runtime(net).paramTable(false).keySet()) {
      worst = Math.max(worst, difference(fixture, "grad_" + parameter, run.gradient(parameter)));
    }
    worst =
        Math.max(worst, difference(fixture, "grad_query", run.inputGradient(0).permute(0, 2, 1)));
    return Math.max(
        worst, difference(fixture, "grad_memory", run.inputGradient(1).permute(0, 2, 1)));
  }

  private static double difference(Fixture fixture, String key, INDArray actual) {
    Fixture.assertClose(key, actual, fixture.get(key), TOLERANCE);
    return actual.castTo(DataType.DOUBLE).sub(fixture.get(key)).amaxNumber().doubleValue();
  }

  private static ComputationGraph net(Alignment alignment, DataType type, int memorySize) {
    Attention vertex =
        new Attention.Builder()
            .querySize(4)
            .memorySize(memorySize)
            .score(alignment.score())
            .window(alignment.window())
            .build();
    return Nets.withOutput(
        Nets.builder(type, "query", "memory").addVertex("attention", vertex, "query", "memory"),
        memorySize,
        "attention");
  }
}
