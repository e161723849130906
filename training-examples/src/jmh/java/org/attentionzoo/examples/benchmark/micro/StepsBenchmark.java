package org.attentionzoo.examples.benchmark.micro;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
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

/** Decoding with one decoder: 64 sentences, 20 positions one after the other. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StepsBenchmark {
  @Param({"DECODER_LAYER", "MAXOUT_DECODER", "LUONG_DECODER"})
  private Part part;

  @Param({"true", "false"})
  private String kernels;

  private final int[] swapped = new int[Part.N];
  private Stepper stepper;
  private INDArray memory;
  private INDArray target;

  /** Builds the decoder. */
  @Setup
  public void setUp() {
    System.setProperty(Kernels.PROPERTY, kernels);
    stepper = ((PlannedVertexRuntime) part.network().getVertex(Part.NAME)).stepper();
    memory = Nd4j.randn(DataType.FLOAT, Part.N, part.memorySize(), Part.T);
    target = Nd4j.randn(DataType.FLOAT, Part.N, 1, Part.D);
    for (int i = 0; i < Part.N; i++) {
      swapped[i] = i ^ 1;
    }
  }

  /** As greedy search does. */
  @Benchmark
  public void steps() {
    stepper.begin(Part.N, Map.of("memory", memory), Map.of());
    for (int t = 0; t < Part.T; t++) {
      stepper.step(target);
    }
  }

  /** As beam search does: the cached rows change places after each step. */
  @Benchmark
  public void stepsWithReordering() {
    stepper.begin(Part.N, Map.of("memory", memory), Map.of());
    for (int t = 0; t < Part.T; t++) {
      stepper.step(target);
      stepper.select(swapped);
    }
  }
}
