package org.attentionzoo.examples.benchmark.micro;

import java.util.concurrent.TimeUnit;
import org.attentionzoo.layers.updater.FastAdam;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Adam over ten million parameters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AdamBenchmark {
  private static final int PARAMETERS = 10_000_000;

  private GradientUpdater<?> dl4j;
  private GradientUpdater<?> fast;
  private INDArray gradient;
  private int iteration;

  /** Makes the state. */
  @Setup
  public void setUp() {
    dl4j = updater(new Adam(1e-3));
    fast = updater(new FastAdam(1e-3));
    gradient = Nd4j.rand(DataType.FLOAT, 1, PARAMETERS);
  }

  private static GradientUpdater<?> updater(Adam adam) {
    return adam.instantiate(Nd4j.zeros(DataType.FLOAT, 1, 2L * PARAMETERS), true);
  }

  /** Ours. */
  @Benchmark
  public void fast() {
    fast.applyUpdater(gradient, iteration++, 0);
  }

  /** DL4J's own. */
  @Benchmark
  public void dl4j() {
    dl4j.applyUpdater(gradient, iteration++, 0);
  }
}
