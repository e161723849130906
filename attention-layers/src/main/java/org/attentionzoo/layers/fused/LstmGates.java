package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.FastTanh;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A step of an LSTM after its products, in one pass forward and one back. Arguments: {@code x W + b
 * [N, 4H]}, {@code h U [N, 4H]}, h {@code [N, H]}, c {@code [N, H]} and, if masked, the mask {@code
 * [N, 1]}; outputs h' and c' {@code [N, H]}. Nothing is kept for the backward pass, which computes
 * the gates once more.
 */
record LstmGates(boolean masked) implements PlanFunction {

  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public int outputs() {
    return 2;
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    return List.of(inputs.get(2).shapeDescriptor(), inputs.get(2).shapeDescriptor());
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
        new Rows(inputs).forward(Matrix.of(outputs[0]), Matrix.of(outputs[1]));
      }

      @Override
      public void backward(Call call) {
        new Rows(call.inputs())
            .backward(
                Matrix.of(call.outputGradient(0)),
                Matrix.of(call.outputGradient(1)),
                call.inputGradients());
      }
    };
  }

  /** The arguments. */
  private final class Rows {
    private final Matrix x;
    private final Matrix u;
    private final Matrix c;
    private final Matrix h;
    private final Matrix mask;
    private final int size;

    Rows(INDArray[] inputs) {
      x = Matrix.of(inputs[0]);
      u = Matrix.of(inputs[1]);
      h = Matrix.of(inputs[2]);
      c = Matrix.of(inputs[3]);
      mask = masked ? Matrix.of(inputs[4], 1) : null;
      size = c.columns();
    }

    boolean isReal(int row, float[] keep) {
      if (mask != null) {
        mask.read(row, keep);
      }
      return mask == null || keep[0] != 0;
    }

    /** The gates i, f, g, o of a row. */
    void gates(int row, float[] gates, float[] recurrent) {
      x.read(row, gates);
      u.read(row, recurrent);
      for (int i = 0; i < gates.length; i++) {
        gates[i] += recurrent[i];
      }
      FastTanh.sigmoid(gates, 0, 2 * size);
      FastTanh.tanh(gates, 2 * size, 3 * size);
      FastTanh.sigmoid(gates, 3 * size, 4 * size);
    }

    /** c' in the place of c: f c + i g. */
    void cell(float[] gates, float[] state) {
      int n = size;
      for (int i = 0; i < n; i++) {
        state[i] = gates[n + i] * state[i] + gates[i] * gates[2 * n + i];
      }
    }

    void forward(Matrix nextH, Matrix nextC) {
      ParallelRows.parallel(
          c.rows(),
          Grain.EXPONENTIALS.rows(4 * size),
          (from, to) -> {
            float[] keep = new float[1];
            float[] gates = new float[4 * size];
            float[] recurrent = new float[4 * size];
            float[] cell = new float[size];
            float[] out = new float[size];
            for (int row = from; row < to; row++) {
              c.read(row, cell);
              if (isReal(row, keep)) {
                gates(row, gates, recurrent);
                cell(gates, cell);
                System.arraycopy(cell, 0, out, 0, size);
                FastTanh.tanh(out, 0, size);
                for (int i = 0; i < size; i++) {
                  out[i] *= gates[3 * size + i];
                }
              } else {
                h.read(row, out);
              }
              nextC.write(row, cell);
              nextH.write(row, out);
            }
          });
    }

    void backward(Matrix gradientH, Matrix gradientC, INDArray[] inputGradients) {
      Matrix dx = CellRows.orNull(inputGradients[0]);
      Matrix du = CellRows.orNull(inputGradients[1]);
      Matrix dh = CellRows.orNull(inputGradients[2]);
      Matrix dc = CellRows.orNull(inputGradients[3]);
      ParallelRows.parallel(
          c.rows(),
          Grain.EXPONENTIALS.rows(4 * size),
          (from, to) -> {
            float[] keep = new float[1];
            float[] gates = new float[4 * size];
            float[] d = new float[4 * size];
            float[] old = new float[size];
            float[] cell = new float[size];
            float[] ofH = new float[size];
            float[] ofC = new float[size];
            for (int row = from; row < to; row++) {
              gradientH.read(row, ofH);
              gradientC.read(row, ofC);
              if (isReal(row, keep)) {
                c.read(row, old);
                gates(row, gates, d);
                System.arraycopy(old, 0, cell, 0, size);
                cell(gates, cell);
                FastTanh.tanh(cell, 0, size);
                backward(gates, old, cell, ofH, ofC, d);
                Arrays.fill(ofH, 0);
              } else {
                Arrays.fill(d, 0);
              }
              CellRows.write(dx, row, d);
              CellRows.write(du, row, d);
              CellRows.write(dc, row, ofC);
              CellRows.write(dh, row, ofH);
            }
          });
    }

    /**
     * Fills d with the gradients of the gates before their functions; that of c' becomes c's.
     *
     * @param old c
     * @param squashed tanh c'
     */
    void backward(
        float[] gates, float[] old, float[] squashed, float[] ofH, float[] ofC, float[] d) {
      int n = size;
      for (int i = 0; i < n; i++) {
        float o = gates[3 * n + i];
        float t = squashed[i];
        d[3 * n + i] = ofH[i] * t * o * (1 - o);
        ofC[i] += ofH[i] * o * (1 - t * t);
      }
      for (int i = 0; i < n; i++) {
        float in = gates[i];
        float candidate = gates[2 * n + i];
        d[i] = ofC[i] * candidate * in * (1 - in);
        d[2 * n + i] = ofC[i] * in * (1 - candidate * candidate);
      }
      for (int i = 0; i < n; i++) {
        float f = gates[n + i];
        d[n + i] = ofC[i] * old[i] * f * (1 - f);
        ofC[i] *= f;
      }
    }
  }
}
