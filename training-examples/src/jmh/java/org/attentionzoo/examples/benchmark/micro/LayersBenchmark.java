package org.attentionzoo.examples.benchmark.micro;

import java.util.concurrent.TimeUnit;
import org.attentionzoo.layers.kernel.Kernels;
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

/**
 * Each part of the models by itself, with the sizes of the yardsticks, with and without kernels.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LayersBenchmark {
  @Param private Part part;

  @Param({"true", "false"})
  private String kernels;

  private Runnable forward;
  private Runnable forwardAndBackward;

  /** Builds the part. */
  @Setup
  public void setUp() {
    System.setProperty(Kernels.PROPERTY, kernels);
    forward = part.forward();
    forwardAndBackward = part.forwardAndBackward();
  }

  /** A forward pass in training. */
  @Benchmark
  public void forward() {
    forward.run();
  }

  /** A forward pass and all gradients. */
  @Benchmark
  public void forwardAndBackward() {
    forwardAndBackward.run();
  }
}
