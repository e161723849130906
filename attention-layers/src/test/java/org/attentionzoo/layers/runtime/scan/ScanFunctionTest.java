package org.attentionzoo.layers.runtime.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.GraphNode.FunctionNode;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Of {@code s_t = tanh(x_t W) + s_{t-1}}, output {@code s_t}. */
class ScanFunctionTest {

  private static final DataType TYPE = DataType.FLOAT; // where threads take rows of their own
  private static final int SIZE = 3;
  private static final Pass TRAINING = new Pass(true, 0);

  private final PlanFunction function = function();
  private final PlanFunction.Instance instance = function.newInstance();

  private static PlanFunction function() {
    DefinedGraph graph = new DefinedGraph(TYPE);
    LayerGraph g = graph.graph();
    graph.addParameter("w", SIZE, SIZE);
    Scan.over(g, "sum")
        .sequence("x", graph.addInput("x", TYPE, 3))
        .state("s", graph.addInput("s", TYPE, 2))
        .step(
            step -> {
              LayerGraph inner = step.graph();
              SDVariable y = inner.tanh(inner.linear(inner.input("x"), inner.parameter("w")));
              SDVariable s = inner.add(y, inner.input("s"));
              step.output("s", s);
              step.next("s", s);
            });
    return ((FunctionNode) graph.nodes().all().get(0)).function();
  }

  private static INDArray[] inputs(int rows, int steps) {
    Nd4j.getRandom().setSeed(rows);
    return new INDArray[] {
      Nd4j.rand(TYPE, rows, steps, SIZE), Nd4j.rand(TYPE, rows, SIZE), Nd4j.rand(TYPE, SIZE, SIZE)
    };
  }

  private static INDArray[] like(INDArray... arrays) {
    return Arrays.stream(arrays)
        .map(a -> Nd4j.create(a.dataType(), a.shape()))
        .toArray(INDArray[]::new);
  }

  private INDArray[] forward(INDArray[] inputs) {
    INDArray[] outputs = like(inputs[0], inputs[1]);
    instance.forward(inputs, outputs, TRAINING);
    return outputs;
  }

  private List<INDArray> backward(INDArray[] inputs, INDArray[] outputs) {
    INDArray[] gradients = like(inputs);
    INDArray[] ones = {outputs[0].dup().assign(1), null};
    instance.backward(new PlanFunction.Call(inputs, outputs, ones, gradients, TRAINING));
    return new ArrayList<>(List.of(gradients));
  }

  @Test
  void theLastOutputIsTheLastState() {
    INDArray[] outputs = forward(inputs(2, 4));

    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < SIZE; i++) {
        assertThat(outputs[0].getDouble(n, 3, i)).isEqualTo(outputs[1].getDouble(n, i));
      }
    }
  }

  @Test
  void shapesFollowFromTheStepAndTheNumberOfSteps() {
    assertThat(function.outputShapes(List.of(inputs(2, 4))).get(0).getShape())
        .containsExactly(2, 4, SIZE);
    assertThat(function.outputShapes(List.of(inputs(2, 4))).get(1).getShape())
        .containsExactly(2, SIZE);
  }

  /** More rows are shared by more threads; the tapes lie with those that ran forward. */
  @Test
  void askingForShapesChangesNothingThatTheBackwardPassReads() {
    int threads = ParallelRows.threads();
    ParallelRows.setThreads(2);
    try {
      INDArray[] few = inputs(2, 4);
      INDArray[] many = inputs(64, 3);
      INDArray[] outputs = forward(few);
      List<INDArray> expected = backward(few, outputs);

      outputs = forward(few);
      function.outputShapes(List.of(many), instance, true);
      assertThat(backward(few, outputs)).isEqualTo(expected);

      INDArray[] manyOutputs = forward(many);
      List<INDArray> expectedOfMany = backward(many, manyOutputs);
      manyOutputs = forward(many);
      function.outputShapes(List.of(few), instance, true);
      assertThat(backward(many, manyOutputs)).isEqualTo(expectedOfMany);
    } finally {
      ParallelRows.setThreads(threads);
    }
  }

  @Test
  void aScanWithoutASequenceIsAnError() {
    DefinedGraph graph = new DefinedGraph(TYPE);

    assertThatIllegalStateException()
        .isThrownBy(() -> Scan.over(graph.graph(), "nothing").step(step -> {}))
        .withMessageContaining("nothing");
  }
}
