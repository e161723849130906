package org.attentionzoo.examples.benchmark.micro;

import java.util.concurrent.TimeUnit;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Products of the shapes of the yardstick models. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GemmBenchmark {
  /** m x k x n: a feed-forward layer, an output projection, a recurrent step, one token. */
  @Param({"1280x256x1024", "1280x256x8000", "64x256x768", "1x256x1024"})
  private String shape;

  private Matrix a;
  private Matrix b;
  private Matrix c;
  private float[] bias;

  /** Fills the matrices. */
  @Setup
  public void setUp() {
    String[] sides = shape.split("x");
    int m = Integer.parseInt(sides[0]);
    int k = Integer.parseInt(sides[1]);
    int n = Integer.parseInt(sides[2]);
    a = random(m, k);
    b = random(k, n);
    c = random(m, n);
    bias = new float[n];
  }

  private static Matrix random(int rows, int columns) {
    INDArray values = Nd4j.rand(DataType.FLOAT, rows, columns);
    return Matrix.of(values);
  }

  /** Forward. */
  @Benchmark
  public void multiply() {
    Gemm.multiply(a, b, c);
  }

  /** Forward with a bias. */
  @Benchmark
  public void affine() {
    Gemm.affine(a, b, bias, c);
  }

  /** The gradient of the left side. */
  @Benchmark
  public void transposedRight() {
    Gemm.gemm(c, false, b, true, 0, a);
  }

  /** The gradient of the right side. */
  @Benchmark
  public void transposedLeft() {
    Gemm.gemm(a, true, c, false, 0, b);
  }
}
