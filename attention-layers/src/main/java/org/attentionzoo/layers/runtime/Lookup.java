package org.attentionzoo.layers.runtime;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows of a table by id: ids {@code [N, T]}, table {@code [V, d]} → {@code [N, T, d]}. SameDiff's
 * own {@code gather} loses all but one gradient of an id that occurs twice.
 */
record Lookup() implements PlanFunction {

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray ids = inputs.get(0);
    INDArray table = inputs.get(1);
    return List.of(
        LongShapeDescriptor.fromShape(
            new long[] {ids.shape()[0], ids.shape()[1], table.shape()[1]}, table.dataType()));
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Nd4j.exec(
            DynamicCustomOp.builder("gather")
                .addInputs(inputs[1], inputs[0])
                .addOutputs(outputs[0])
                .addIntegerArguments(0)
                .build());
      }

      @Override
      public void backward(
          INDArray[] inputs,
          INDArray[] outputs,
          INDArray[] outputGradients,
          INDArray[] inputGradients,
          Pass pass) {
        INDArray table = inputGradients[1];
        if (table == null) {
          return;
        }
        INDArray ids = Arena.reshape(inputs[0], inputs[0].length()); // [N·T]
        INDArray rows =
            Arena.reshape(outputGradients[0], ids.length(), table.shape()[1]); // [N·T, d]
        table.assign(0);
        Nd4j.exec(
            DynamicCustomOp.builder("scatter_add")
                .addInputs(table, ids, rows)
                .addOutputs(table)
                .build());
      }
    };
  }
}
