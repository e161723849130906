package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Kernels;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;

/**
 * The runtime's side of a {@link LayerGraph}: declares what a definition is given, and reads what
 * it has made of it.
 */
public final class DefinedGraph {

  private static final int HIGHEST_RANK = 8;

  private final SameDiff sd = SameDiff.create();
  private final DataType dataType;
  private final Map<String, SDVariable> inputs = new LinkedHashMap<>();
  private final Map<String, SDVariable> masks = new LinkedHashMap<>();
  private final Map<String, SDVariable> parameters = new LinkedHashMap<>();
  private final GraphNodes nodes;
  private final LayerGraph graph;

  /**
   * @param dataType of activations and parameters: FLOAT or DOUBLE
   */
  public DefinedGraph(DataType dataType) {
    this(
        Arguments.given("dataType", dataType),
        dataType == DataType.FLOAT && Kernels.enabled(),
        new ArrayList<>());
  }

  private DefinedGraph(DataType dataType, boolean fused, List<String> kernels) {
    this.dataType = dataType;
    this.nodes = new GraphNodes(sd, dataType);
    this.graph = new LayerGraph(sd, dataType, fused, nodes, inputs, masks, parameters, kernels);
  }

  /** A graph whose gradients nobody wants. */
  public static DefinedGraph ofDecoding(DataType dataType) {
    DefinedGraph graph = new DefinedGraph(dataType);
    graph.graph.forDecoding();
    return graph;
  }

  /** A graph for one step of a scan in this one, whose kernels count as this one's. */
  public static DefinedGraph ofStep(LayerGraph outer) {
    Arguments.given("outer", outer);
    return new DefinedGraph(outer.dataType(), outer.isFused(), outer.kernels());
  }

  /** What the definition is written on. */
  public LayerGraph graph() {
    return graph;
  }

  /** Declares an input with an unknown shape of this rank. */
  public SDVariable addInput(String name, DataType type, int rank) {
    Arguments.given("name", name);
    Arguments.given("type", type);
    long[] shape = new long[(int) Arguments.within("rank", rank, 1, HIGHEST_RANK)];
    Arrays.fill(shape, -1);
    SDVariable v = sd.placeHolder("input_" + name, type, shape);
    inputs.put(name, v);
    return v;
  }

  /** Declares an input of unknown rank and of the graph's type. */
  public SDVariable addInput(String name) {
    Arguments.given("name", name);
    SDVariable v = nodes.placeholder("input_" + name);
    inputs.put(name, v);
    return v;
  }

  /** Declares the mask {@code [N, T]} of an input. */
  public SDVariable addMask(String input) {
    Arguments.given("input", input);
    SDVariable v = sd.placeHolder("mask_" + input, dataType, -1, -1);
    masks.put(input, v);
    return v;
  }

  /** Declares a parameter. */
  public SDVariable addParameter(String name, long... shape) {
    Arguments.given("name", name);
    Arguments.given("shape", shape);
    for (long size : shape) {
      Arguments.within("size of parameter " + name, size, 1, Long.MAX_VALUE);
    }
    SDVariable v = sd.placeHolder("parameter_" + name, dataType, shape);
    parameters.put(name, v);
    return v;
  }

  /** The declared inputs by name. */
  public Map<String, SDVariable> inputs() {
    return Collections.unmodifiableMap(inputs);
  }

  /** The declared masks by the name of their input. */
  public Map<String, SDVariable> masks() {
    return Collections.unmodifiableMap(masks);
  }

  /** The declared parameters by name. */
  public Map<String, SDVariable> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** Values that the definition keeps readable, by name. */
  public Map<String, SDVariable> exposed() {
    return Collections.unmodifiableMap(graph.exposed());
  }

  /** The steps so far. */
  public GraphNodes nodes() {
    return nodes;
  }

  /** All variables so far, those of steps included. */
  public List<SDVariable> variables() {
    return sd.variables();
  }

  /** Names of the kernels that stand in for parts of the definition, in its order. */
  public List<String> kernels() {
    return Collections.unmodifiableList(graph.kernels());
  }

  /** At debug, which kernels a layer uses. */
  public void logKernels(Logger log, String name) {
    Kernels.log(log, name, dataType, kernels());
  }
}
