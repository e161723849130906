package org.attentionzoo.layers.embedding;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Adds to each vector the vector of its position: arguments x {@code [N, T, d]}, for learned
 * positions the table {@code [max, d]}, and for a single step the positions {@code [N, 1]} (without
 * them x starts at position 0).
 *
 * @param sinusoids null if positions are learned
 */
record AddPositions(Sinusoids sinusoids, boolean step) implements PlanFunction {

  private static final int FIRST_LENGTH = 64;

  @Override
  public String name() {
    return "positions";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    if (isLearned()) {
      checkLength(inputs.get(0).size(1), inputs.get(1).size(0));
    }
    return List.of(inputs.get(0).shapeDescriptor());
  }

  private boolean isLearned() {
    return sinusoids == null;
  }

  private static void checkLength(long length, long maxLength) {
    Arguments.notLonger("learned positions", length, maxLength);
  }

  @Override
  public Instance newInstance() {
    return new Run();
  }

  private final class Run implements Instance {
    private INDArray waves; // [some length, d]

    @Override
    public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
      INDArray x = inputs[0];
      INDArray position = step ? inputs[inputs.length - 1] : null;
      long length = step ? position.maxNumber().longValue() + 1 : x.size(1);
      INDArray table = isLearned() ? inputs[1] : waves(x, length);
      if (isLearned()) {
        checkLength(length, table.size(0));
      }
      INDArray vectors = step ? gather(table, position) : first(table, length);
      Nd4j.exec(DynamicCustomOp.builder("add").addInputs(x, vectors).addOutputs(outputs).build());
    }

    private INDArray waves(INDArray x, long length) {
      if (waves == null || waves.size(0) < length) {
        long enough = Math.max(FIRST_LENGTH, 2 * length);
        waves = sinusoids.table(x.dataType(), (int) enough, (int) x.size(2));
      }
      return waves;
    }

    private INDArray gather(INDArray table, INDArray position) {
      INDArray rows =
          Nd4j.createUninitialized(
              table.dataType(), position.size(0), position.size(1), table.size(1));
      Nd4j.exec(
          DynamicCustomOp.builder("gather")
              .addInputs(table, position)
              .addOutputs(rows)
              .addIntegerArguments(0)
              .build());
      return rows; // [N, 1, d]
    }

    @Override
    public void backward(Call call) {
      INDArray g = call.outputGradient(0); // [N, T, d]
      if (call.wants(0)) {
        call.inputGradient(0).assign(g);
      }
      if (isLearned() && call.wants(1)) {
        long n = g.size(0);
        INDArray ones = Nd4j.ones(g.dataType(), 1, n);
        INDArray sum = ones.mmul(g.reshape('c', n, g.length() / n)); // [1, T·d]
        call.inputGradient(1).assign(0);
        call.inputGradient(1)
            .get(NDArrayIndex.interval(0, g.size(1)), NDArrayIndex.all())
            .assign(sum.reshape(sum.ordering(), g.size(1), g.size(2)));
      }
    }
  }

  private static INDArray first(INDArray table, long length) {
    return table
        .get(NDArrayIndex.interval(0, length), NDArrayIndex.all())
        .reshape('c', 1, length, table.size(1));
  }
}
