package org.attentionzoo.layers.attention;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The rows of a table by position: table {@code [L, k]}, sequence {@code [N, S, *]} → {@code [N, S,
 * k]}, row s at position s. SameDiff cannot take a slice whose length is known at run time only and
 * also differentiate it.
 *
 * @param owner named in the error of a sequence longer than the table
 */
record PositionRows(String owner) implements PlanFunction {

  @Override
  public String name() {
    return "position_rows";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray table = inputs.get(0);
    INDArray sequence = inputs.get(1);
    Arguments.notLonger(owner, sequence.size(1), table.size(0));
    return List.of(
        LongShapeDescriptor.fromShape(
            new long[] {sequence.size(0), sequence.size(1), table.size(1)}, table.dataType()));
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        INDArray rows = first(inputs[0], outputs[0]);
        INDArray zeros = Nd4j.zeros(rows.dataType(), outputs[0].shape());
        Nd4j.exec(
            DynamicCustomOp.builder("add")
                .addInputs(zeros, rows.reshape('c', 1, rows.size(0), rows.size(1)))
                .addOutputs(outputs)
                .build());
      }

      @Override
      public void backward(Call call) {
        if (call.wants(0)) {
          INDArray g = call.outputGradient(0); // [N, S, k]
          long n = g.size(0);
          INDArray ones = Nd4j.ones(g.dataType(), 1, n);
          INDArray sum = ones.mmul(g.reshape('c', n, g.length() / n)); // [1, S·k]
          call.inputGradient(0).assign(0);
          first(call.inputGradient(0), g).assign(sum.reshape(sum.ordering(), g.size(1), g.size(2)));
        }
        if (call.wants(1)) {
          call.inputGradient(1).assign(0); // only the length of the sequence counts
        }
      }
    };
  }

  /** As many rows of a table as these sentences are long, {@code [S, k]}. */
  private static INDArray first(INDArray table, INDArray sentences) {
    return table.get(NDArrayIndex.interval(0, sentences.size(1)), NDArrayIndex.all());
  }
}
