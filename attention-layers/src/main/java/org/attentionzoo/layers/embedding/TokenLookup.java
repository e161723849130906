package org.attentionzoo.layers.embedding;

import java.util.List;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Rows;
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

  /** Below this many numbers another thread costs more than it saves. */
  private static final long WORTH_A_THREAD = 1 << 14;

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
        INDArray table = call.inputGradient(1);
        if (table == null) {
          return;
        }
        table.assign(0);
        if (Rows.usable(table)) {
          addRows(ids(call.input(0)), call.outputGradient(0), table);
        } else {
          scatter(call.input(0), call.outputGradient(0), table);
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

  /** Table rows are split over threads; each takes its tokens in order: the same bits always. */
  void addRows(int[] ids, INDArray gradient, INDArray table) {
    int rows = (int) table.size(0);
    boolean small = gradient.length() < WORTH_A_THREAD;
    ParallelRows.parallel(
        rows, small ? rows : 1, (from, to) -> addRows(ids, gradient, table, from, to));
  }

  private void addRows(int[] ids, INDArray gradient, INDArray table, int from, int to) {
    Rows source = Rows.of(gradient); // [N·T, d]
    Rows target = Rows.of(table); // [V, d]
    double[] g = new double[source.size()];
    double[] sum = new double[source.size()];
    for (int i = 0; i < ids.length; i++) {
      int id = ids[i];
      if (id < from || id >= to || (paddingId != null && id == paddingId)) {
        continue;
      }
      source.read(i, g);
      target.read(id, sum);
      for (int k = 0; k < g.length; k++) {
        sum[k] += scale * g[k];
      }
      target.write(id, sum);
    }
  }

  /** The same by ops, for any backend. */
  void scatter(INDArray ids, INDArray gradient, INDArray table) {
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

  static int[] ids(INDArray ids) {
    int[] values = new int[(int) ids.length()];
    NativeMemory.ints(ids).get(values);
    return values;
  }
}
