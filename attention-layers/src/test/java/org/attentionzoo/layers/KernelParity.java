package org.attentionzoo.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares a layer or vertex in FLOAT on the kernels with the same in DOUBLE on ND4J's operations:
 * output, input and parameter gradients, in training mode, so with dropout; on 1, 2 and 3 threads,
 * twice each with the same bits, and on two threads at once.
 *
 * <pre>
 *   KernelParity.of(type -&gt; net(type), "x").usesKernels("linear").check(inputs, masks);
 * </pre>
 */
public final class KernelParity {
  /** Largest error, relative to the largest element of the array. */
  private static final double TOLERANCE = 1e-5;

  /** An array counts as no smaller than this part of the largest one. */
  private static final double FLOOR = 0.05;

  private final Function<DataType, ComputationGraph> nets;
  private final String name;
  private final ComputationGraph net;
  private final ComputationGraph reference;
  private double tolerance = TOLERANCE;

  private KernelParity(Function<DataType, ComputationGraph> nets, String name) {
    this.nets = nets;
    this.name = name;
    this.net = nets.apply(DataType.FLOAT);
    this.reference = nets.apply(DataType.DOUBLE);
    INDArray params = Nets.values(7, net.params().length()).muli(0.5);
    net.params().assign(params.reshape(net.params().shape()));
    reference.params().assign(net.params());
  }

  /**
   * @param nets makes the graph in FLOAT and in DOUBLE; its parameters are replaced
   * @param name of the layer or vertex in it
   */
  public static KernelParity of(Function<DataType, ComputationGraph> nets, String name) {
    return new KernelParity(nets, name);
  }

  /** For what sums so much in float that 1e-5 is out of reach; say why at the call. */
  public KernelParity tolerance(double tolerance) {
    this.tolerance = tolerance;
    return this;
  }

  /** Without masks. */
  public KernelParity check(INDArray... inputs) {
    return check(inputs, null);
  }

  /**
   * @param inputs at DL4J's border, ids as integers, everything else of any floating-point type
   * @param masks one an input, null or with nulls for none
   */
  public KernelParity check(INDArray[] inputs, INDArray[] masks) {
    int threads = ParallelRows.threads();
    try {
      Map<String, INDArray> expected = withoutKernels(() -> run(reference, inputs, masks));
      for (int n = 1; n <= 3; n++) {
        ParallelRows.setThreads(n);
        Map<String, INDArray> actual = run(net, inputs, masks);
        compare(n + " threads: ", actual, expected);
        assertThat(run(net, inputs, masks)).as("again, on %d threads", n).isEqualTo(actual);
      }
      ParallelRows.setThreads(2);
      checkFromTwoThreads(inputs, masks);
    } finally {
      ParallelRows.setThreads(threads);
    }
    return this;
  }

  /**
   * Compares the kernels' gradients, of the parameters and of each input, with a difference of
   * their outputs.
   */
  public KernelParity checkSlope(INDArray[] inputs, INDArray[] masks) {
    Map<String, INDArray> results = run(net, inputs, masks);
    INDArray gradient = net.getFlattenedGradients().dup();
    DoubleSupplier output = () -> weightedOutput(inputs, masks);
    Slope.check("parameters", net.params(), gradient, output);
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].dataType().isFPType()) {
        INDArray[] moved = inputs.clone();
        moved[i] = inputs[i].castTo(DataType.FLOAT).dup();
        DoubleSupplier outputThere = () -> weightedOutput(moved, masks);
        Slope.check("input " + i, moved[i], results.get("gradient of input " + i), outputThere);
      }
    }
    return this;
  }

  private double weightedOutput(INDArray[] inputs, INDArray[] masks) {
    INDArray output = run(net, inputs, masks).get("output").castTo(DataType.DOUBLE);
    return output.mul(Nets.values(11, output.shape())).sumNumber().doubleValue();
  }

  /** Asserts which kernels stand in for the definition, in its order; after {@link #check}. */
  public KernelParity usesKernels(String... kernels) {
    assertThat(kernels(net)).containsExactly(kernels);
    return this;
  }

  private List<String> kernels(ComputationGraph graph) {
    GraphVertex vertex = graph.getVertex(name);
    return vertex instanceof PlannedVertexRuntime v
        ? v.kernels()
        : ((PlannedLayerRuntime) vertex.getLayer()).kernels();
  }

  /**
   * Switches the kernels off and compares the same in FLOAT: none takes part, and output and
   * gradients are those of the kernels.
   */
  public KernelParity checkSwitchedOff(INDArray[] inputs, INDArray[] masks) {
    ComputationGraph ops = nets.apply(DataType.FLOAT);
    ops.params().assign(net.params());
    Map<String, INDArray> expected = withoutKernels(() -> run(ops, inputs, masks));
    compare("kernels off: ", run(net, inputs, masks), expected);
    assertThat(kernels(net)).as("kernels").isNotEmpty();
    assertThat(kernels(ops)).as("kernels, switched off").isEmpty();
    return this;
  }

  /** Runs something with the kernels switched off. */
  public static <T> T withoutKernels(Supplier<T> action) {
    String before = System.setProperty(Kernels.PROPERTY, "false");
    try {
      return action.get();
    } finally {
      if (before == null) {
        System.clearProperty(Kernels.PROPERTY);
      } else {
        System.setProperty(Kernels.PROPERTY, before);
      }
    }
  }

  private void checkFromTwoThreads(INDArray[] inputs, INDArray[] masks) {
    Map<String, INDArray> alone = run(net, inputs, masks);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<Map<String, INDArray>>> runs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ComputationGraph own = nets.apply(DataType.FLOAT);
        own.params().assign(net.params());
        runs.add(
            pool.submit(
                () -> {
                  run(own, inputs, masks);
                  return run(own, inputs, masks);
                }));
      }
      for (Future<Map<String, INDArray>> run : runs) {
        assertThat(run.get()).as("beside another thread").isEqualTo(alone);
      }
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private Map<String, INDArray> run(ComputationGraph graph, INDArray[] inputs, INDArray[] masks) {
    DataType type = graph.params().dataType();
    INDArray[] own = new INDArray[inputs.length];
    INDArray[] ownMasks = new INDArray[inputs.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = inputs[i].dataType().isFPType() ? inputs[i].castTo(type) : inputs[i];
      ownMasks[i] = masks == null || masks[i] == null ? null : masks[i].castTo(type);
    }
    VertexRun run = new VertexRun(graph, name);
    Map<String, INDArray> results = new LinkedHashMap<>();
    INDArray output = run.forward(own, ownMasks);
    results.put("output", output.dup('c'));
    run.backward(Nets.values(11, output.shape()).castTo(type));
    for (int i = 0; i < own.length; i++) {
      if (run.inputGradient(i) != null) {
        results.put("gradient of input " + i, run.inputGradient(i).dup('c'));
      }
    }
    for (String key : graph.getVertex(name).paramTable(false).keySet()) {
      results.put("gradient of " + key, run.gradient(key).dup('c'));
    }
    return results;
  }

  private void compare(String where, Map<String, INDArray> actual, Map<String, INDArray> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    double most = expected.values().stream().mapToDouble(KernelParity::largest).max().orElse(0);
    for (Map.Entry<String, INDArray> e : expected.entrySet()) {
      // some gradients, as that of a key's bias, are 0 but for rounding
      double scale = Math.max(largest(e.getValue()), FLOOR * most);
      INDArray value = actual.get(e.getKey());
      Fixture.assertClose(where + e.getKey(), value, e.getValue(), tolerance * scale);
    }
  }

  private static double largest(INDArray array) {
    return array.amaxNumber().doubleValue();
  }
}
