package org.attentionzoo.layers.recurrent;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.ColumnSums;
import org.attentionzoo.layers.kernel.FastTanh;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.ReusableArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Kernel of {@link Cell#GRU}'s step after its products, in one pass forward and one back.
 * Arguments: {@code x W + b [N, 3H]}, {@code h U [N, 3H]}, h {@code [N, H]}, c {@code [H]} and, if
 * masked, the mask {@code [N, 1]}; output h' {@code [N, H]}. Nothing is kept for the backward pass,
 * which computes the gates once more.
 */
record GruKernel(boolean masked) implements PlanFunction {

  @Override
  public String name() {
    return "gru";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    return List.of(inputs.get(2).shapeDescriptor());
  }

  @Override
  public boolean stacks() {
    return true;
  }

  @Override
  public Instance newInstance() {
    return new Run();
  }

  private final class Run implements Instance {
    private final ReusableArray innerMemory = new ReusableArray();

    @Override
    public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
      Matrix h = Matrix.of(inputs[2]);
      Matrix next = Matrix.of(outputs[0]);
      Gates shared = new Gates(inputs);
      ParallelRows.parallel(
          h.rows(),
          CellRows.worthAThread(3 * h.columns()),
          (from, to) -> {
            Gates gates = shared.ofThread();
            float[] old = new float[h.columns()];
            for (int row = from; row < to; row++) {
              h.read(row, old);
              if (gates.read(row)) {
                gates.next(old);
              }
              next.write(row, old);
            }
          });
    }

    @Override
    public void backward(
        INDArray[] inputs,
        INDArray[] outputs,
        INDArray[] outputGradients,
        INDArray[] inputGradients,
        Pass pass) {
      Matrix h = Matrix.of(inputs[2]);
      Matrix g = Matrix.of(outputGradients[0]);
      Matrix dx = CellRows.orNull(inputGradients[0]);
      Matrix du = CellRows.orNull(inputGradients[1]);
      Matrix dh = CellRows.orNull(inputGradients[2]);
      Matrix inner = inputGradients[3] == null ? null : inner(h.rows(), h.columns());
      Gates shared = new Gates(inputs);
      ParallelRows.parallel(
          h.rows(),
          CellRows.worthAThread(3 * h.columns()),
          (from, to) -> {
            Gates gates = shared.ofThread();
            float[] old = new float[h.columns()];
            float[] d = new float[h.columns()];
            for (int row = from; row < to; row++) {
              h.read(row, old);
              g.read(row, d);
              if (gates.read(row)) {
                gates.backward(old, d);
              } else {
                gates.clear();
              }
              CellRows.write(dx, row, gates.dx);
              CellRows.write(du, row, gates.du);
              CellRows.write(dh, row, d);
              CellRows.write(inner, row, gates.inner);
            }
          });
      if (inner != null) {
        ColumnSums.of(inner, Matrix.row(inputGradients[3]));
      }
    }

    /** Room for the gradient of {@code h U_n + c_n} in each row. */
    private Matrix inner(int rows, int columns) {
      return Matrix.of(innerMemory.of(DataType.FLOAT, rows, columns));
    }
  }

  /** The gates r, z, n of one row and their gradients. */
  private final class Gates {
    private final Matrix x;
    private final Matrix u;
    private final Matrix mask;
    private final float[] c;
    private final int size;
    private final float[] values; // r, z, n
    private final float[] dx;
    private final float[] du;
    private final float[] inner; // h U_n + c_n, then its gradient
    private final float[] keep = new float[1];

    Gates(INDArray[] inputs) {
      this(
          Matrix.of(inputs[0]),
          Matrix.of(inputs[1]),
          masked ? Matrix.of(inputs[4], 1) : null,
          Matrix.elements(inputs[3]));
    }

    private Gates(Matrix x, Matrix u, Matrix mask, float[] c) {
      this.x = x;
      this.u = u;
      this.mask = mask;
      this.c = c;
      this.size = c.length;
      this.values = new float[3 * size];
      this.dx = new float[3 * size];
      this.du = new float[3 * size];
      this.inner = new float[size];
    }

    /** One with rows of its own. */
    Gates ofThread() {
      return new Gates(x, u, mask, c);
    }

    /** Computes the gates of a row; false if it is padding. */
    boolean read(int row) {
      if (mask != null) {
        mask.read(row, keep);
        if (keep[0] == 0) {
          return false;
        }
      }
      int n = size;
      x.read(row, values);
      u.read(row, du);
      for (int i = 0; i < 2 * n; i++) {
        values[i] += du[i];
      }
      FastTanh.sigmoid(values, 0, 2 * n);
      for (int i = 0; i < n; i++) {
        inner[i] = du[2 * n + i] + c[i];
      }
      for (int i = 0; i < n; i++) {
        values[2 * n + i] += values[i] * inner[i];
      }
      FastTanh.tanh(values, 2 * n, 3 * n);
      return true;
    }

    /** The new state in the place of the old one: n + z (h - n). */
    void next(float[] h) {
      int n = size;
      for (int i = 0; i < n; i++) {
        float candidate = values[2 * n + i];
        h[i] = candidate + values[n + i] * (h[i] - candidate);
      }
    }

    /** Fills dx, du and inner; d, the gradient of h', becomes the direct one of h. */
    void backward(float[] h, float[] d) {
      int n = size;
      for (int i = 0; i < n; i++) {
        float z = values[n + i];
        float candidate = values[2 * n + i];
        dx[n + i] = d[i] * (h[i] - candidate) * z * (1 - z);
        dx[2 * n + i] = d[i] * (1 - z) * (1 - candidate * candidate);
        d[i] *= z;
      }
      for (int i = 0; i < n; i++) {
        float r = values[i];
        float dn = dx[2 * n + i];
        dx[i] = dn * inner[i] * r * (1 - r);
        inner[i] = dn * r;
      }
      System.arraycopy(dx, 0, du, 0, 2 * n);
      System.arraycopy(inner, 0, du, 2 * n, n);
    }

    void clear() {
      Arrays.fill(dx, 0);
      Arrays.fill(du, 0);
      Arrays.fill(inner, 0);
    }
  }
}
