package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Factor;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.PartSums;
import org.attentionzoo.layers.kernel.Products;
import org.attentionzoo.layers.kernel.RowSplit;
import org.attentionzoo.layers.kernel.Scratch;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A feed-forward network with ReLU: {@code dropout(max(0, x W1 + b1)) W2 + b2}. Arguments: x {@code
 * [N, T, d]}, W1 {@code [d, f]}, b1 {@code [f]}, W2 {@code [f, d]}, b2 {@code [d]}; outputs: {@code
 * [N, T, d]} and, for the backward pass, the active inner values {@code [N, T, f]}.
 *
 * @param dropoutRate of the inner values, drawn at {@code site}
 */
record ReluFeedForward(double dropoutRate, int site) implements PlanFunction {

  /** Numbers of a block of rows that stay in a processor's first cache. */
  private static final int BLOCK = 2048;

  @Override
  public String name() {
    return "feed_forward";
  }

  @Override
  public int outputs() {
    return 2;
  }

  @Override
  public boolean takesNullGradients() {
    return true; // the inner values have none
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    long[] inner = x.shape().clone();
    inner[inner.length - 1] = inputs.get(1).size(1);
    return List.of(x.shapeDescriptor(), LongShapeDescriptor.fromShape(inner, x.dataType()));
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Matrix x = matrix(inputs[0]);
        Matrix inner = matrix(outputs[1]);
        Matrix y = matrix(outputs[0]);
        Factors factors = pass.factors();
        Factor w1 = factors.weight(matrix(inputs[1]));
        Matrix b1 = vector(inputs[2]);
        Factor w2 = factors.weight(matrix(inputs[3]));
        Matrix b2 = vector(inputs[4]);
        new RowSplit(x.rows())
            .run(
                (part, from, to) -> {
                  Matrix rows = inner.rows(from, to);
                  try (Factor below = factors.of(x.rows(from, to));
                      Factor active = factors.of(rows)) {
                    Products.affine(below, w1, b1, rows);
                    activate(rows, from, pass);
                    Products.affine(active, w2, b2, y.rows(from, to));
                  }
                });
      }

      @Override
      public void backward(Call call) {
        Matrix x = matrix(call.input(0));
        Matrix inner = matrix(call.output(1));
        Factors factors = call.pass().factors();
        Factor w1 = factors.weight(matrix(call.input(1)));
        Factor w2 = factors.weight(matrix(call.input(3)));
        Matrix g = matrix(call.outputGradient(0));
        Matrix dx = matrix(call.inputGradient(0));
        Matrix slopes = Scratch.matrix(inner.rows(), inner.columns());
        PartSums sums =
            new PartSums(
                x.rows(),
                Arrays.asList(
                    matrix(call.inputGradient(1)),
                    vector(call.inputGradient(2)),
                    matrix(call.inputGradient(3)),
                    vector(call.inputGradient(4))));
        sums.split()
            .run(
                (part, from, to) -> {
                  Matrix active = inner.rows(from, to);
                  Matrix below = slopes.rows(from, to);
                  try (Factor above = factors.of(g.rows(from, to));
                      Factor inside = factors.of(active)) {
                    Products.gemm(above, false, w2, true, 0, below);
                    Products.weightGradient(inside, above, sums.of(2, part), sums.of(3, part));
                  }
                  deactivate(active, below, call.pass());
                  try (Factor rows = factors.of(x.rows(from, to));
                      Factor slope = factors.of(below)) {
                    Products.weightGradient(rows, slope, sums.of(0, part), sums.of(1, part));
                    if (dx != null) {
                      Products.gemm(slope, false, w1, true, 0, dx.rows(from, to));
                    }
                  }
                });
        sums.finish();
      }
    };
  }

  private static Matrix matrix(INDArray array) {
    return array == null ? null : Matrix.of(array);
  }

  private static Matrix vector(INDArray array) {
    return array == null ? null : Matrix.row(array);
  }

  private double rate(Pass pass) {
    return pass.drops() ? dropoutRate : 0;
  }

  /**
   * {@code inner ← dropout(max(0, inner))}.
   *
   * @param first number, in the batch, of the first row
   */
  private void activate(Matrix inner, int first, Pass pass) {
    DropoutMask dropout = new DropoutMask(rate(pass), pass.seed(site));
    boolean drops = rate(pass) > 0;
    int f = inner.columns();
    int block = Math.max(1, BLOCK / f);
    ParallelRows.parallel(
        inner.rows(),
        Grain.ADDITIONS.rows(f),
        (from, to) -> {
          float[] x = new float[block * f];
          float[] kept = new float[block * f];
          for (int row = from; row < to; row += block) {
            int count = Math.min(block, to - row);
            inner.read(row, count, x);
            for (int i = 0; i < count * f; i++) {
              x[i] = Math.max(x[i], 0);
            }
            if (drops) {
              dropout.apply(x, (first + row) * f, count * f, kept);
            }
            inner.write(row, count, x);
          }
        });
  }

  /** {@code slopes ← slopes / (1 − rate)} where the inner value is active, and 0 elsewhere. */
  private void deactivate(Matrix inner, Matrix slopes, Pass pass) {
    float scale = (float) (1 / (1 - rate(pass)));
    int f = inner.columns();
    int block = Math.max(1, BLOCK / f);
    ParallelRows.parallel(
        inner.rows(),
        Grain.ADDITIONS.rows(f),
        (from, to) -> {
          float[] x = new float[block * f];
          float[] g = new float[block * f];
          for (int row = from; row < to; row += block) {
            int count = Math.min(block, to - row);
            inner.read(row, count, x);
            slopes.read(row, count, g);
            for (int i = 0; i < count * f; i++) {
              // 1 for every normal number above 0, without a branch
              g[i] *= scale * Math.min(x[i] * Float.MAX_VALUE, 1);
            }
            slopes.write(row, count, g);
          }
        });
  }
}
