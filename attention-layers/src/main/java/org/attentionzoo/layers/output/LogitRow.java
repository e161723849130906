package org.attentionzoo.layers.output;

import java.util.Arrays;
import org.attentionzoo.layers.kernel.FastExp;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One row of a 'c' ordered off-heap matrix, copied to a Java array, worked on there and copied
 * back. One instance a thread. Sums are taken in double and in a fixed order.
 */
abstract class LogitRow {
  final int size;
  final long offset;

  private LogitRow(INDArray matrix) {
    size = (int) matrix.size(1);
    offset = matrix.offset();
  }

  /** For a FLOAT or DOUBLE matrix; its memory is shared, not copied. */
  static LogitRow of(INDArray matrix) {
    if (!contiguous(matrix)) {
      throw new IllegalArgumentException("the logits must be contiguous and 'c' ordered");
    }
    if (matrix.dataType() == DataType.FLOAT) {
      return new OfFloats(matrix);
    }
    if (matrix.dataType() == DataType.DOUBLE) {
      return new OfDoubles(matrix);
    }
    throw new IllegalArgumentException(
        "data type " + matrix.dataType() + " of the logits; expected FLOAT or DOUBLE");
  }

  /** Strides of dimensions of size 1 mean nothing. */
  private static boolean contiguous(INDArray matrix) {
    boolean columns = matrix.size(1) == 1 || matrix.stride(1) == 1;
    boolean rows = matrix.size(0) == 1 || matrix.stride(0) == matrix.size(1);
    return matrix.rank() == 2 && columns && rows;
  }

  abstract void load(long row);

  abstract void store(long row);

  abstract double get(int j);

  abstract void add(int j, double value);

  abstract double sum();

  /** Subtracts the largest element from all, which makes {@link #exp()} safe. */
  abstract void subtractMax();

  abstract void exp();

  /** x ← a·x + b. */
  abstract void scale(double a, double b);

  /** Sets all elements to 0, whatever they were. */
  abstract void zero();

  private static final class OfFloats extends LogitRow {
    private final FloatPointer memory;
    private final float[] x;
    private final float[] scratch;

    OfFloats(INDArray matrix) {
      super(matrix);
      memory = new FloatPointer(matrix.data().pointer());
      x = new float[size];
      scratch = new float[size];
    }

    @Override
    void load(long row) {
      memory.position(offset + row * size).get(x);
    }

    @Override
    void store(long row) {
      memory.position(offset + row * size).put(x);
    }

    @Override
    void zero() {
      Arrays.fill(x, 0);
    }

    @Override
    double get(int j) {
      return x[j];
    }

    @Override
    void add(int j, double value) {
      x[j] += (float) value;
    }

    @Override
    double sum() {
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      int j = 0;
      for (; j + 3 < size; j += 4) {
        a += x[j];
        b += x[j + 1];
        c += x[j + 2];
        d += x[j + 3];
      }
      for (; j < size; j++) {
        a += x[j];
      }
      return (a + b) + (c + d);
    }

    @Override
    void subtractMax() {
      float a = x[0];
      float b = a;
      float c = a;
      float d = a;
      int j = 0;
      for (; j + 3 < size; j += 4) {
        a = Math.max(a, x[j]);
        b = Math.max(b, x[j + 1]);
        c = Math.max(c, x[j + 2]);
        d = Math.max(d, x[j + 3]);
      }
      for (; j < size; j++) {
        a = Math.max(a, x[j]);
      }
      float max = Math.max(Math.max(a, b), Math.max(c, d));
      for (j = 0; j < size; j++) {
        x[j] -= max;
      }
    }

    @Override
    void exp() {
      FastExp.exp(x, scratch, 0, size);
    }

    @Override
    void scale(double a, double b) {
      float factor = (float) a;
      float summand = (float) b;
      for (int j = 0; j < size; j++) {
        x[j] = factor * x[j] + summand;
      }
    }
  }

  private static final class OfDoubles extends LogitRow {
    private final DoublePointer memory;
    private final double[] x;

    OfDoubles(INDArray matrix) {
      super(matrix);
      memory = new DoublePointer(matrix.data().pointer());
      x = new double[size];
    }

    @Override
    void load(long row) {
      memory.position(offset + row * size).get(x);
    }

    @Override
    void store(long row) {
      memory.position(offset + row * size).put(x);
    }

    @Override
    void zero() {
      Arrays.fill(x, 0);
    }

    @Override
    double get(int j) {
      return x[j];
    }

    @Override
    void add(int j, double value) {
      x[j] += value;
    }

    @Override
    double sum() {
      double sum = 0;
      for (int j = 0; j < size; j++) {
        sum += x[j];
      }
      return sum;
    }

    @Override
    void subtractMax() {
      double max = x[0];
      for (int j = 1; j < size; j++) {
        max = Math.max(max, x[j]);
      }
      for (int j = 0; j < size; j++) {
        x[j] -= max;
      }
    }

    @Override
    void exp() {
      for (int j = 0; j < size; j++) {
        x[j] = Math.exp(x[j]);
      }
    }

    @Override
    void scale(double a, double b) {
      for (int j = 0; j < size; j++) {
        x[j] = a * x[j] + b;
      }
    }
  }
}
