package org.attentionzoo.layers.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.GraphNode;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class PlanTest {

  private static final DataType TYPE = DataType.DOUBLE;

  private final DefinedGraph graph = new DefinedGraph(TYPE);
  private final SDVariable x = graph.addInput("x", TYPE, 2); // [N, 3]
  private final SDVariable w = graph.addParameter("w", 3, 3);

  private Plan training(SDVariable... outputs) {
    return new Plan(graph, List.of(outputs), List.of(x, w), List.of(), List.of());
  }

  private Lifetime lifetime(Plan plan, SDVariable v) {
    return plan.lifetime(plan.slot(v.name()));
  }

  @Test
  void everyStepReadsWhatEarlierOnesHaveMade() {
    SDVariable y = graph.graph().sd().math().tanh(x.mmul(w)).add(x);
    Plan plan = training(y);
    Set<String> known = new HashSet<>(List.of(x.name(), w.name(), "output_gradient_0"));
    for (SDVariable v : graph.variables()) {
      if (v.isConstant()) {
        known.add(v.name());
      }
    }

    for (GraphNode node : plan.nodes()) {
      assertThat(known).contains(node.inputs());
      known.addAll(Arrays.asList(node.outputs()));
    }
    assertThat(known).contains(y.name());
  }

  @Test
  void theStepsOfTheBackwardPassComeLast() {
    SDVariable y = graph.graph().sd().math().tanh(x.mmul(w));
    Plan plan = training(y);

    assertThat(plan.forwardNodes()).as("matmul and tanh").isEqualTo(2);
    assertThat(plan.nodes().get(1).outputs()).containsExactly(y.name());
    assertThat(plan.nodes()).hasSizeGreaterThan(4);
  }

  @Test
  void aStepWhoseOutputNobodyReadsIsNotRun() {
    SDVariable unread = x.mmul(w).rename("unread");
    Plan plan = training(x.add(1));

    int step = 0;
    assertThat(plan.nodes().get(step).outputs()).containsExactly(unread.name());
    assertThat(plan.isNeeded(step, false)).isFalse();
    assertThat(plan.isNeeded(step, true)).isFalse();
    assertThat(plan.isNeeded(plan.forwardNodes() - 1, false)).isTrue();
  }

  @Test
  void anExposedValueIsMadeAlthoughNobodyReadsIt() {
    graph.graph().expose("weights", x.mmul(w));
    Plan plan = training(x.add(1));

    assertThat(plan.isNeeded(0, false)).isTrue();
  }

  @Test
  void inInferenceNoStepOfTheBackwardPassIsNeeded() {
    Plan plan = training(graph.graph().sd().math().tanh(x.mmul(w)));

    for (int i = plan.forwardNodes(); i < plan.nodes().size(); i++) {
      assertThat(plan.isNeeded(i, false)).isFalse();
    }
  }

  @Test
  void whatTheBackwardPassReadsIsSavedAndNothingElse() {
    SDVariable z = x.mmul(w); // its gradient reads x and w
    SDVariable y = graph.graph().sd().math().tanh(z); // its gradient reads y
    Plan plan = training(y.add(1));

    assertThat(lifetime(plan, x)).isEqualTo(Lifetime.EXTERNAL);
    assertThat(lifetime(plan, w)).isEqualTo(Lifetime.EXTERNAL);
    assertThat(lifetime(plan, z)).isEqualTo(Lifetime.SCRATCH);
    assertThat(lifetime(plan, y)).isEqualTo(Lifetime.SAVED);
  }

  @Test
  void whatFollowsFromShapesAloneIsComputedOnceAShape() {
    SDVariable shape = graph.graph().sd().shape(x);
    SDVariable doubled = shape.add(shape);
    Plan plan = training(graph.graph().sd().reshape(x.mmul(w), shape));

    assertThat(lifetime(plan, shape)).isEqualTo(Lifetime.STATIC);
    assertThat(lifetime(plan, doubled)).isEqualTo(Lifetime.STATIC);
  }

  @Test
  void aViewLivesInTheMemoryOfWhatItIsAViewOf() {
    SDVariable y = x.mmul(w);
    SDVariable view = graph.graph().sd().expandDims(y, 1);
    Plan plan = training(graph.graph().sd().math().tanh(view));

    assertThat(plan.root(plan.slot(view.name()))).isEqualTo(plan.slot(y.name()));
    assertThat(plan.lastUse(plan.slot(y.name()), false)).as("read as the view").isEqualTo(2);
  }

  @Test
  void outputsAreReadAfterTheForwardPassAndGradientsAfterTheLastStep() {
    SDVariable y = graph.graph().sd().math().tanh(x.mmul(w));
    Plan plan = training(y);

    assertThat(plan.lastUse(plan.slot(y.name()), false)).isEqualTo(plan.forwardNodes());
    assertThat(plan.lastUse(plan.root(plan.gradient(w.name())), true)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void whatTheOutputsIgnoreHasNoGradient() {
    Plan plan = training(graph.graph().sd().math().tanh(x));

    assertThat(plan.gradient(x.name())).isNotNegative();
    assertThat(plan.gradient(w.name())).isEqualTo(-1);
  }

  @Test
  void anUnknownVariableIsAnErrorThatNamesIt() {
    Plan plan = training(x.add(1));

    assertThatIllegalStateException()
        .isThrownBy(() -> plan.slot("nobody"))
        .withMessageContaining("nobody");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.output(1))
        .withMessageContaining("output must be at most 0, but is 1");
  }
}
