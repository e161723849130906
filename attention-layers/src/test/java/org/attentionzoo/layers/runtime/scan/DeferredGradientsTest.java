package org.attentionzoo.layers.runtime.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.attentionzoo.layers.runtime.plan.Binding;
import org.attentionzoo.layers.runtime.plan.Frame;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Of the step {@code y_t = x_t W}, whose gradient of W is {@code Σ_t x_tᵀ g_t}. */
class DeferredGradientsTest {

  private static final DataType TYPE = DataType.FLOAT; // where the step is a function that stacks
  private static final int ROWS = 4;
  private static final int SIZE = 3;
  private static final int STEPS = 5;
  private static final Pass TRAINING = new Pass(true, 0);

  private final INDArray w = Nd4j.rand(TYPE, SIZE, SIZE);
  private final INDArray[] x = random();
  private final INDArray[] g = random();
  private final Plan plan = plan();
  private final int[] constants = {plan.slot("parameter_w")};

  private static INDArray[] random() {
    INDArray[] steps = new INDArray[STEPS];
    for (int t = 0; t < STEPS; t++) {
      steps[t] = Nd4j.rand(TYPE, ROWS, SIZE);
    }
    return steps;
  }

  private static Plan plan() {
    DefinedGraph graph = new DefinedGraph(TYPE);
    SDVariable x = graph.addInput("x", TYPE, 2);
    SDVariable w = graph.addParameter("w", SIZE, SIZE);
    SDVariable y = graph.graph().linear(x, w);
    return new Plan(graph, List.of(y), List.of(x, w), List.of(x), List.of(w));
  }

  private INDArray sumOfSteps() {
    INDArray sum = Nd4j.create(TYPE, SIZE, SIZE);
    for (int t = 0; t < STEPS; t++) {
      sum.addi(x[t].transpose().mmul(g[t]));
    }
    return sum;
  }

  private Binding bind(int rows) {
    INDArray[] bound = new INDArray[plan.slotCount()];
    bound[plan.slot("input_x")] = Nd4j.create(TYPE, rows, SIZE);
    bound[constants[0]] = w;
    return new Frame(plan).bind(bound, true);
  }

  /** Runs the steps, last first, with the rows shared out to as many parts. */
  private DeferredGradients.Collection run(DeferredGradients deferred, int parts) {
    int rows = ROWS / parts;
    Binding[] bindings = new Binding[parts];
    for (int p = 0; p < parts; p++) {
      bindings[p] = bind(rows);
    }
    DeferredGradients.Collection steps = deferred.begin(bindings[0], ROWS, STEPS);
    for (int t = STEPS - 1; t >= 0; t--) {
      for (int p = 0; p < parts; p++) {
        Binding part = bindings[p];
        part.array(plan.slot("input_x")).assign(rows(x[t], p * rows, rows));
        part.forward(TRAINING);
        part.backward(new INDArray[] {rows(g[t], p * rows, rows)}, TRAINING);
        steps.keep(part, (long) p * rows, t);
      }
    }
    return steps;
  }

  private static INDArray rows(INDArray x, int from, int count) {
    INDArray part = Nd4j.create(TYPE, count, SIZE);
    for (int i = 0; i < count; i++) {
      part.putRow(i, x.getRow(from + i));
    }
    return part;
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "true, 2", "false, 1", "false, 2"})
  void theyAreTheSumOfTheSteps(boolean parameter, int parts) {
    DeferredGradients deferred = new DeferredGradients(plan, constants, c -> parameter);
    INDArray dw = Nd4j.valueArrayOf(new long[] {SIZE, SIZE}, Double.NaN, TYPE); // undefined

    run(deferred, parts)
        .finish(new INDArray[] {w}, new INDArray[] {dw}, 0, new int[] {-1}, TRAINING);

    Fixture.assertClose("W", dw, sumOfSteps(), 1e-5);
  }

  @Test
  void whatWasSummedStepByStepStays() {
    DeferredGradients deferred = new DeferredGradients(plan, constants, c -> true);
    INDArray dw = Nd4j.ones(TYPE, SIZE, SIZE);

    run(deferred, 1).finish(new INDArray[] {w}, new INDArray[] {dw}, 0, new int[] {7}, TRAINING);

    Fixture.assertClose("W", dw, sumOfSteps().add(1), 1e-5);
  }

  @Test
  void aGradientThatNobodyWantsIsNotComputed() {
    DeferredGradients deferred = new DeferredGradients(plan, constants, c -> true);

    run(deferred, 1).finish(new INDArray[] {w}, new INDArray[] {null}, 0, new int[] {-1}, TRAINING);
  }

  @Test
  void itSaysWhichConstantsItIsThereFor() {
    DeferredGradients deferred = new DeferredGradients(plan, constants, c -> true);

    assertThat(plan.gradient("parameter_w")).as("not a step's").isEqualTo(-1);
    assertThat(deferred.has(0)).isTrue();
    assertThat(deferred.has(1)).isFalse();
    assertThat(deferred.readsOnlyConstants()).isTrue();
  }
}
