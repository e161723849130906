package org.attentionzoo.layers.attention;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

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
        double[] table = Memory.read(inputs[0]);
        double[] rows = new double[(int) outputs[0].length()];
        int sentence = sentence(outputs[0]);
        for (int start = 0; start < rows.length; start += sentence) {
          System.arraycopy(table, 0, rows, start, sentence);
        }
        Memory.write(rows, outputs[0]);
      }

      @Override
      public void backward(Call call) {
        if (call.wants(0)) {
          double[] gradient = Memory.read(call.outputGradient(0));
          double[] table = new double[(int) call.inputGradient(0).length()];
          int sentence = sentence(call.outputGradient(0));
          for (int i = 0; i < gradient.length; i++) {
            table[i % sentence] += gradient[i];
          }
          Memory.write(table, call.inputGradient(0));
        }
        if (call.wants(1)) {
          call.inputGradient(1).assign(0); // only the length of the sequence counts
        }
      }
    };
  }

  /** S · k: the elements of one sentence's rows, and of the table's first S rows. */
  private static int sentence(INDArray rows) {
    return (int) (rows.size(1) * rows.size(2));
  }
}
