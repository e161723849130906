package org.attentionzoo.examples.benchmark.micro;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.attentionzoo.layers.kernel.ColumnSums;
import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.FastTanh;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.Reduce;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The elementwise functions and sums that kernels are made of, on one row of floats. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowsBenchmark {
  @Param({"256", "8000"})
  private int size;

  private final DropoutMask dropout = new DropoutMask(0.1, 1);
  private final float[] mask = new float[8000];
  private float[] row;
  private float[] other;
  private float[] scratch;
  private Matrix matrix;
  private Matrix sums;

  /** Fills the rows; before each iteration, as the functions overwrite them. */
  @Setup(Level.Iteration)
  public void setUp() {
    row = random();
    other = random();
    scratch = new float[size];
    matrix = Matrix.of(Nd4j.rand(DataType.FLOAT, 1280, size));
    sums = Matrix.of(Nd4j.zeros(DataType.FLOAT, 1, size));
  }

  private float[] random() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  /** tanh of a row. */
  @Benchmark
  public float[] tanh() {
    FastTanh.tanh(row, 0, size);
    return row;
  }

  /** The logistic function of a row. */
  @Benchmark
  public float[] sigmoid() {
    FastTanh.sigmoid(row, 0, size);
    return row;
  }

  /** e^x of a row. */
  @Benchmark
  public float[] exp() {
    System.arraycopy(other, 0, row, 0, size); // or it grows without end
    FastExp.exp(row, 0, size);
    return row;
  }

  /** Dropout of a row. */
  @Benchmark
  public float[] dropout() {
    dropout.apply(row, 0, size, mask);
    return row;
  }

  /** The factors of dropout. */
  @Benchmark
  public float[] dropoutMask() {
    dropout.draw(0, size, mask);
    return mask;
  }

  /** The sum of a row. */
  @Benchmark
  public float sum() {
    return Reduce.sum(row, 0, size);
  }

  /** The maximum of a row. */
  @Benchmark
  public float max() {
    return Reduce.max(row, 0, size);
  }

  /** The scalar product of two rows. */
  @Benchmark
  public float dot() {
    return Reduce.dot(row, 0, other, 0, size);
  }

  /** Sums over 1280 rows. */
  @Benchmark
  public void columnSums() {
    ColumnSums.of(matrix, sums);
  }
}
