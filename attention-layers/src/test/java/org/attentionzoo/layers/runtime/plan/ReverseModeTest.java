package org.attentionzoo.layers.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ReverseModeTest {

  private static final DataType TYPE = DataType.DOUBLE;

  private final INDArray x = Nd4j.rand(TYPE, 4, 3);
  private final INDArray w = Nd4j.rand(TYPE, 3, 3);

  /**
   * An output {@code [4, 3]} of x {@code [4, 3]} and w {@code [3, 3]}, in ops of SameDiff alone.
   */
  private interface Formula {
    SDVariable of(SameDiff sd, SDVariable x, SDVariable w);
  }

  private record Case(String name, Formula formula) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> formulas() {
    return Stream.of(
        new Case("x w", (sd, x, w) -> sd.mmul(x, w)),
        new Case("x wᵀ", (sd, x, w) -> sd.mmul(x, w, false, true, false)),
        new Case("(wᵀ xᵀ)ᵀ", (sd, x, w) -> sd.mmul(w, x, true, true, false).permute(1, 0)),
        new Case("tanh", (sd, x, w) -> sd.math().tanh(x.mmul(w))),
        new Case("sigmoid", (sd, x, w) -> sd.nn().sigmoid(x.mmul(w))),
        new Case("softmax", (sd, x, w) -> sd.nn().softmax(x.mmul(w), 1)),
        new Case("x used twice", (sd, x, w) -> x.mul(x).add(x)),
        new Case("a broadcast", (sd, x, w) -> x.mul(w.mean(true, 0))),
        new Case("a quotient", (sd, x, w) -> x.div(sd.math().exp(x.mmul(w)))),
        new Case("a view", (sd, x, w) -> sd.squeeze(sd.expandDims(x.mmul(w), 1), 1)),
        new Case(
            "side by side",
            (sd, x, w) -> sd.concat(1, x, x.mmul(w)).mmul(sd.concat(0, w, w.mul(2)))));
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void gradientsAreSameDiffsOwn(Case c) {
    INDArray g = Nd4j.rand(TYPE, 4, 3);
    SameDiff sd = SameDiff.create();
    SDVariable y = c.formula().of(sd, sd.var("x", x.dup()), sd.var("w", w.dup()));
    sd.setLossVariables(y.mul(sd.constant(g)).sum().rename("loss"));
    Map<String, INDArray> expected = sd.calculateGradients(Map.of(), "x", "w");

    DefinedGraph graph = new DefinedGraph(TYPE);
    SDVariable input = graph.addInput("x", TYPE, 2);
    SDVariable parameter = graph.addParameter("w", 3, 3);
    SDVariable output = c.formula().of(graph.graph().sd(), input, parameter);
    Plan plan = new Plan(graph, List.of(output), List.of(input, parameter), List.of(), List.of());
    INDArray[] bound = new INDArray[plan.slotCount()];
    bound[plan.slot(input.name())] = x;
    bound[plan.slot(parameter.name())] = w;
    Binding binding = new Frame(plan).bind(bound, true);
    Pass pass = new Pass(true, 0);
    binding.forward(pass);
    binding.backward(new INDArray[] {g}, pass);

    assertThat(binding.array(plan.gradient(input.name())).equalsWithEps(expected.get("x"), 1e-12))
        .as("x")
        .isTrue();
    if (plan.gradient(parameter.name()) >= 0) {
      assertThat(
              binding
                  .array(plan.gradient(parameter.name()))
                  .equalsWithEps(expected.get("w"), 1e-12))
          .as("w")
          .isTrue();
    }
  }

  @Test
  void theGradientOfASumOfEqualShapesIsHandedOn() {
    DefinedGraph graph = new DefinedGraph(TYPE);
    SDVariable a = graph.addInput("a", TYPE, 2);
    SDVariable b = graph.addInput("b", TYPE, 2);
    SDVariable y = graph.graph().add(a, b);
    SDVariable g = graph.nodes().placeholder("g");
    int before = graph.nodes().all().size();

    ReverseMode.Result result =
        ReverseMode.differentiate(graph, List.of(y), List.of(g), List.of(a, b), Set.of());

    assertThat(graph.nodes().all()).hasSize(before);
    assertThat(result.gradients()).containsEntry(a.name(), g).containsEntry(b.name(), g);
  }

  @Test
  void stepsBetweenVariablesThatAreNotWantedGetNoGradient() {
    DefinedGraph graph = new DefinedGraph(TYPE);
    SDVariable a = graph.addInput("a", TYPE, 2);
    SDVariable b = graph.addInput("b", TYPE, 2);
    LayerGraph g = graph.graph();
    SDVariable y = g.add(g.tanh(a), b);
    SDVariable incoming = graph.nodes().placeholder("g");
    int before = graph.nodes().all().size();

    ReverseMode.Result result =
        ReverseMode.differentiate(graph, List.of(y), List.of(incoming), List.of(b), Set.of());

    assertThat(result.gradients()).containsOnlyKeys(b.name());
    assertThat(graph.nodes().all()).hasSize(before);
  }

  @Test
  void whatAScansStepsShareIsLeftToTheScan() {
    DefinedGraph graph = new DefinedGraph(DataType.FLOAT);
    SDVariable a = graph.addInput("a", DataType.FLOAT, 2);
    SDVariable shared = graph.addParameter("w", 3, 3);
    SDVariable y = graph.graph().linear(a, shared); // a function that stacks
    SDVariable g = graph.nodes().placeholder("g");

    ReverseMode.Result result =
        ReverseMode.differentiate(
            graph, List.of(y), List.of(g), List.of(a, shared), Set.of(shared.name()));

    assertThat(result.gradients()).containsOnlyKeys(a.name());
    assertThat(result.deferred()).hasSize(1);
    assertThat(result.deferred().get(0).inputs()).as("of x and w").containsExactly(1);
  }
}
