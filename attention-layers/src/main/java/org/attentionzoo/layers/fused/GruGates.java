package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.FastTanh;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A step of a GRU after its products, in one pass forward and one back. Arguments: {@code x W + b
 * [N, 3H]}, {@code h U + [0, 0, c] [N, 3H]}, h {@code [N, H]} and, if masked, the mask {@code [N,
 * 1]}; output h' {@code [N, H]}. Nothing is kept for the backward pass, which computes the gates
 * once more.
 */
record GruGates(boolean masked) implements PlanFunction {

  @Override
  public String name() {
    return "gru";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    return List.of(inputs.get(2).shapeDescriptor());
  }

  @Override
  public boolean splits() {
    return true;
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Matrix h = Matrix.of(inputs[2]);
        Matrix next = Matrix.of(outputs[0]);
        ParallelRows.parallel(
            h.rows(),
            Grain.EXPONENTIALS.rows(3 * h.columns()),
            (from, to) -> {
              Gates gates = new Gates(inputs);
              float[] state = new float[h.columns()];
              for (int row = from; row < to; row++) {
                h.read(row, state);
                if (gates.read(row)) {
                  gates.next(state);
                }
                next.write(row, state);
              }
            });
      }

      @Override
      public void backward(Call call) {
        Matrix h = Matrix.of(call.input(2));
        Matrix g = Matrix.of(call.outputGradient(0));
        Matrix dh = CellRows.orNull(call.inputGradient(2));
        ParallelRows.parallel(
            h.rows(),
            Grain.EXPONENTIALS.rows(3 * h.columns()),
            (from, to) -> {
              Gates gates = new Gates(call.inputs());
              Thirds dx = Thirds.orNull(call.inputGradient(0));
              Thirds du = Thirds.orNull(call.inputGradient(1));
              float[] state = new float[h.columns()];
              float[] d = new float[h.columns()];
              for (int row = from; row < to; row++) {
                h.read(row, state);
                g.read(row, d);
                if (gates.read(row)) {
                  gates.backward(state, d);
                } else {
                  gates.clear();
                }
                if (dx != null) {
                  dx.write(row, gates.dr, gates.dz, gates.dn);
                }
                if (du != null) {
                  du.write(row, gates.dr, gates.dz, gates.inner);
                }
                CellRows.write(dh, row, d);
              }
            });
      }
    };
  }

  /** The columns of r, z and n in {@code [N, 3H]}, as arrays of their own are vectorised over. */
  private record Thirds(Matrix r, Matrix z, Matrix n) {

    static Thirds of(INDArray array) {
      Matrix all = Matrix.of(array);
      int size = all.columns() / 3;
      return new Thirds(
          all.columns(0, size), all.columns(size, 2 * size), all.columns(2 * size, 3 * size));
    }

    static Thirds orNull(INDArray array) {
      return array == null ? null : of(array);
    }

    void write(int row, float[] first, float[] second, float[] third) {
      r.write(row, first);
      z.write(row, second);
      n.write(row, third);
    }
  }

  /** The gates of one row and their gradients, for one thread. */
  private final class Gates {
    private final Thirds x;
    private final Thirds u;
    private final Matrix mask;
    private final int size;
    private final float[] r;
    private final float[] z;
    private final float[] n;
    private final float[] summand;
    private final float[] inner; // h U_n + c, then its gradient
    private final float[] dr;
    private final float[] dz;
    private final float[] dn;
    private final float[] keep = new float[1];

    Gates(INDArray[] inputs) {
      x = Thirds.of(inputs[0]);
      u = Thirds.of(inputs[1]);
      mask = masked ? Matrix.of(inputs[3], 1) : null;
      size = x.r.columns();
      r = new float[size];
      z = new float[size];
      n = new float[size];
      summand = new float[size];
      inner = new float[size];
      dr = new float[size];
      dz = new float[size];
      dn = new float[size];
    }

    /** Computes the gates of a row; false if it is padding. */
    boolean read(int row) {
      if (mask != null) {
        mask.read(row, keep);
        if (keep[0] == 0) {
          return false;
        }
      }
      sigmoidOfSum(x.r, u.r, row, r);
      sigmoidOfSum(x.z, u.z, row, z);
      x.n.read(row, n);
      u.n.read(row, inner);
      Elementwise.addProduct(r, inner, n, size);
      FastTanh.tanh(n, 0, size);
      return true;
    }

    private void sigmoidOfSum(Matrix one, Matrix other, int row, float[] gate) {
      one.read(row, gate);
      other.read(row, summand);
      Elementwise.add(summand, gate, size);
      FastTanh.sigmoid(gate, 0, size);
    }

    /** The new state in the place of the old one: n + z (h - n). */
    void next(float[] h) {
      for (int i = 0; i < size; i++) {
        h[i] = n[i] + z[i] * (h[i] - n[i]);
      }
    }

    /** Fills dr, dz, dn and inner; d, the gradient of h', becomes the direct one of h. */
    void backward(float[] h, float[] d) {
      for (int i = 0; i < size; i++) {
        dz[i] = d[i] * (h[i] - n[i]) * z[i] * (1 - z[i]);
      }
      for (int i = 0; i < size; i++) {
        dn[i] = d[i] * (1 - z[i]) * (1 - n[i] * n[i]);
      }
      Elementwise.multiply(z, d, d, size);
      for (int i = 0; i < size; i++) {
        dr[i] = dn[i] * inner[i] * r[i] * (1 - r[i]);
      }
      Elementwise.multiply(dn, r, inner, size);
    }

    void clear() {
      for (float[] gradient : new float[][] {dr, dz, dn, inner}) {
        Arrays.fill(gradient, 0);
      }
    }
  }
}
