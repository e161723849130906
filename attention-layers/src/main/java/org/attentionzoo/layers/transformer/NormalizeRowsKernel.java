package org.attentionzoo.layers.transformer;

import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Rows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link NormalizeRows} in plain Java, row by row, with rows split over threads; sums in double and
 * in an order that depends on the number of threads only.
 */
record NormalizeRowsKernel(double epsilon) implements NormalizeRows.Method {

  /** Below this many numbers another thread costs more than it saves. */
  private static final int WORTH_A_THREAD = 1 << 14;

  @Override
  public void forward(INDArray x, INDArray gain, INDArray bias, INDArray out) {
    double[] scale = vector(gain);
    double[] shift = vector(bias);
    forRows(
        x,
        (from, to) -> {
          Rows source = Rows.of(x);
          Rows target = Rows.of(out);
          double[] row = new double[source.size()];
          for (int r = from; r < to; r++) {
            source.read(r, row);
            normalize(row);
            for (int i = 0; i < row.length; i++) {
              row[i] = row[i] * scale[i] + shift[i];
            }
            target.write(r, row);
          }
        });
  }

  private static double[] vector(INDArray array) {
    double[] values = new double[(int) array.length()];
    Rows.of(array).read(0, values);
    return values;
  }

  private static void forRows(INDArray x, ParallelRows.RowRange body) {
    int size = (int) x.size(-1);
    ParallelRows.parallel((int) (x.length() / size), 1 + WORTH_A_THREAD / size, body);
  }

  /** row ← (row − mean) / √(variance + ε); returns the factor. */
  private double normalize(double[] row) {
    double mean = sum(row) / row.length;
    for (int i = 0; i < row.length; i++) {
      row[i] -= mean;
    }
    double factor = 1 / Math.sqrt(dot(row, row) / row.length + epsilon);
    for (int i = 0; i < row.length; i++) {
      row[i] *= factor;
    }
    return factor;
  }

  @Override
  public void backward(INDArray x, INDArray gain, INDArray g, INDArray[] gradients) {
    double[] scale = vector(gain);
    SortedMap<Integer, double[][]> sums = new ConcurrentSkipListMap<>(); // by first row
    forRows(x, (from, to) -> sums.put(from, backwardRows(x, scale, g, gradients[0], from, to)));
    for (int p = 0; p < 2; p++) {
      if (gradients[p + 1] != null) {
        double[] total = new double[scale.length];
        for (double[][] part : sums.values()) {
          addProduct(total, part[p], null);
        }
        Rows.of(gradients[p + 1]).write(0, total);
      }
    }
  }

  /** Returns these rows' share of the gradients of gain and bias. */
  private double[][] backwardRows(
      INDArray x, double[] scale, INDArray g, INDArray dx, int from, int to) {
    int d = scale.length;
    Rows source = Rows.of(x);
    Rows above = Rows.of(g);
    Rows target = dx == null ? null : Rows.of(dx);
    double[] row = new double[d];
    double[] grad = new double[d];
    double[][] sums = new double[2][d];
    for (int r = from; r < to; r++) {
      source.read(r, row);
      double factor = normalize(row);
      above.read(r, grad);
      addProduct(sums[0], grad, row);
      addProduct(sums[1], grad, null);
      if (target == null) {
        continue;
      }
      for (int i = 0; i < d; i++) {
        grad[i] *= scale[i];
      }
      double mean = sum(grad) / d;
      double slope = dot(grad, row) / d;
      for (int i = 0; i < d; i++) {
        grad[i] = factor * (grad[i] - mean - row[i] * slope);
      }
      target.write(r, grad);
    }
    return sums;
  }

  /** total += a · b elementwise, or a where b is null. */
  private static void addProduct(double[] total, double[] a, double[] b) {
    if (b == null) {
      for (int i = 0; i < total.length; i++) {
        total[i] += a[i];
      }
      return;
    }
    for (int i = 0; i < total.length; i++) {
      total[i] += a[i] * b[i];
    }
  }

  /** Four sums side by side: a single chain of additions would wait for itself. */
  private static double sum(double[] a) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
