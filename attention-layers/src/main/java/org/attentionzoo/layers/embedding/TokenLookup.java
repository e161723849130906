package org.attentionzoo.layers.embedding;

import java.util.List;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Scaled rows of a table by id: ids {@code [N, T]}, table {@code [V, d]} → {@code [N, T, d]}. The
 * row of the padding id gets no gradient, as in PyTorch. SameDiff's own {@code gather} loses all
 * but one gradient of an id that occurs twice.
 *
 * @param paddingId or null
 */
record TokenLookup(double scale, Long paddingId) implements PlanFunction {

  @Override
  public String name() {
    return "token_lookup";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray ids = inputs.get(0);
    INDArray table = inputs.get(1);
    long[] shape = {ids.size(0), ids.size(1), table.size(1)}; // [N, T, d]
    return List.of(LongShapeDescriptor.fromShape(shape, table.dataType()));
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        gather(inputs[0], inputs[1], outputs[0]);
        if (scale != 1) {
          outputs[0].muli(scale);
        }
      }

      @Override
      public void backward(Call call) {
        if (call.wants(1)) {
          scatter(call.input(0), call.outputGradient(0), call.inputGradient(1));
        }
      }
    };
  }

  private static void gather(INDArray ids, INDArray table, INDArray out) {
    Nd4j.exec(
        DynamicCustomOp.builder("gather")
            .addInputs(table, ids)
            .addOutputs(out)
            .addIntegerArguments(0)
            .build());
  }

  private void scatter(INDArray ids, INDArray gradient, INDArray table) {
    table.assign(0);
    INDArray rows = gradient.reshape('c', -1, table.size(1)).mul(scale); // [N·T, d]
    Nd4j.exec(
        DynamicCustomOp.builder("scatter_add")
            .addInputs(table, ids.reshape(ids.length()), rows)
            .addOutputs(table)
            .addBooleanArguments(true) // without the lock, threads race on an id that occurs twice
            .build());
    if (paddingId != null) {
      table.getRow(paddingId).assign(0);
    }
  }
}
