package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A whole embedding, {@code dropout(table[id]·scale + position)} in one pass: ids {@code [N, T]},
 * table {@code [V, d]} and, for learned positions, {@code [max, d]} → {@code [N, T, d]}. For a
 * single step, T = 1, the positions {@code [N, 1]} come last unless there are none.
 *
 * <p>Backward, the rows of the table are split over threads, and each thread takes the tokens of
 * its rows in order: the same bits for any number of threads.
 *
 * @param waves the first so many vectors of sinusoidal positions, or null
 * @param step whether it is one step of decoding, which has no backward pass
 */
record EmbeddingRows(
    double scale,
    Long paddingId,
    boolean learned,
    IntFunction<INDArray> waves,
    boolean step,
    double dropoutRate,
    int site)
    implements PlanFunction {

  private static final int FIRST_LENGTH = 64;

  @Override
  public String name() {
    return "embedding";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray ids = inputs.get(0);
    INDArray table = inputs.get(1);
    if (learned) {
      checkLength(ids.size(1), inputs.get(2).size(0));
    }
    long[] shape = {ids.size(0), ids.size(1), table.size(1)}; // [N, T, d]
    return List.of(LongShapeDescriptor.fromShape(shape, table.dataType()));
  }

  private static void checkLength(long length, long most) {
    Arguments.notLonger("learned positions", length, most);
  }

  @Override
  public Instance newInstance() {
    return new Run();
  }

  private final class Run implements Instance {
    private INDArray first; // waves [some length, d]

    @Override
    public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
      int[] ids = NativeMemory.elements(inputs[0]);
      int[] at = positionsOf(inputs);
      int length = Arrays.stream(at).max().orElse(-1) + 1;
      Matrix table = Matrix.of(inputs[1]);
      Matrix positions = positions(inputs, length);
      Matrix out = Matrix.of(outputs[0]); // [N·T, d]
      int d = table.columns();
      float factor = (float) scale;
      Dropped dropout = new Dropped(pass);
      ParallelRows.parallel(
          ids.length,
          Grain.ADDITIONS.rows(d),
          (from, to) -> {
            float[] x = new float[d];
            float[] position = new float[d];
            float[] scratch = new float[d];
            for (int r = from; r < to; r++) {
              table.read(ids[r], x);
              if (positions != null) {
                positions.read(at[r % at.length], position);
              }
              scaleAndAdd(x, factor, position);
              dropout.apply(x, r, scratch);
              out.write(r, x);
            }
          });
    }

    /** Of each token in turn, again and again: 0 … T - 1, or those of a step. */
    private int[] positionsOf(INDArray[] inputs) {
      if (step && (learned || waves != null)) {
        return NativeMemory.elements(inputs[inputs.length - 1]);
      }
      int[] all = new int[(int) inputs[0].size(1)];
      Arrays.setAll(all, t -> t);
      return all;
    }

    private Matrix positions(INDArray[] inputs, int length) {
      if (learned) {
        Matrix all = Matrix.of(inputs[2]);
        checkLength(length, all.rows());
        return all;
      }
      if (waves == null) {
        return null;
      }
      if (first == null || first.size(0) < length) {
        first = waves.apply(Math.max(FIRST_LENGTH, 2 * length));
      }
      return Matrix.of(first);
    }

    @Override
    public void backward(Call call) {
      Matrix g = Matrix.of(call.outputGradient(0)); // [N·T, d]
      Dropped dropout = new Dropped(call.pass());
      if (call.wants(1)) {
        addToTable(
            NativeMemory.elements(call.input(0)), g, dropout, Matrix.of(call.inputGradient(1)));
      }
      if (learned && call.wants(2)) {
        addToPositions((int) call.input(0).size(1), g, dropout, Matrix.of(call.inputGradient(2)));
      }
    }
  }

  private void addToTable(int[] ids, Matrix g, Dropped dropout, Matrix table) {
    int d = table.columns();
    float factor = (float) scale;
    ParallelRows.parallel(
        table.rows(),
        Grain.ADDITIONS.rows(d),
        (from, to) -> {
          float[] x = new float[d];
          float[] sum = new float[d];
          float[] scratch = new float[d];
          clear(table, from, to);
          for (int r = 0; r < ids.length; r++) {
            int id = ids[r];
            boolean ours = id >= from && id < to;
            if (ours && (paddingId == null || id != paddingId)) {
              g.read(r, x);
              dropout.apply(x, r, scratch);
              table.read(id, sum);
              scaleAndAdd(x, factor, sum);
              table.write(id, x);
            }
          }
        });
  }

  /** Of learned positions, the first {@code length} of which were used. */
  private static void addToPositions(int length, Matrix g, Dropped dropout, Matrix positions) {
    int d = positions.columns();
    clear(positions, length, positions.rows());
    ParallelRows.parallel(
        length,
        Grain.ADDITIONS.rows((long) (g.rows() / length) * d),
        (from, to) -> {
          float[] x = new float[d];
          float[] sum = new float[d];
          float[] scratch = new float[d];
          for (int t = from; t < to; t++) {
            Arrays.fill(sum, 0);
            for (int r = t; r < g.rows(); r += length) {
              g.read(r, x);
              dropout.apply(x, r, scratch);
              scaleAndAdd(sum, 1, x);
            }
            positions.write(t, sum);
          }
        });
  }

  private static void clear(Matrix x, int from, int to) {
    float[] zeros = new float[x.columns()];
    for (int r = from; r < to; r++) {
      x.write(r, zeros);
    }
  }

  /** {@code x ← scale · x + y}. */
  private static void scaleAndAdd(float[] x, float scale, float[] y) {
    for (int k = 0; k < x.length; k++) {
      x[k] = scale * x[k] + y[k];
    }
  }

  /** The dropout of one pass, if any. */
  private final class Dropped {
    private final DropoutMask mask;

    Dropped(Pass pass) {
      boolean active = pass.drops() && dropoutRate > 0;
      mask = active ? new DropoutMask(dropoutRate, pass.seed(site)) : null;
    }

    /** Drops numbers of row r. */
    void apply(float[] x, int r, float[] scratch) {
      if (mask != null) {
        mask.apply(x, r * x.length, x.length, scratch);
      }
    }
  }
}
