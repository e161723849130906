package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Kernels;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;

/**
 * The graph of one layer while it is being defined: a {@link SameDiff} with named inputs, masks and
 * parameters, and the few things SameDiff cannot express or differentiates wrongly.
 *
 * <p>Inside the graph sequences are {@code [N, T, size]}, ids {@code [N, T]}, masks {@code [N, T]}.
 * Never use a static length ({@code x.getShape()[1]}): the same graph serves every length.
 */
public final class LayerGraph {

  private final SameDiff sd;
  private final DataType dataType;
  private final Map<String, SDVariable> inputs = new LinkedHashMap<>();
  private final Map<String, SDVariable> masks = new LinkedHashMap<>();
  private final Map<String, SDVariable> parameters = new LinkedHashMap<>();
  private final Map<String, SDVariable> exposed = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Function<SDVariable, List<SDVariable>>> derivatives = new HashMap<>();
  private int opsSeen;
  private int functions;
  private int sites;
  private final List<String> kernels = new ArrayList<>();
  private final Set<String> shared = new HashSet<>();
  private final List<Deferred> deferred = new ArrayList<>();
  private final boolean fused;
  private boolean stock;

  LayerGraph(DataType dataType) {
    this(SameDiff.create(), dataType, dataType == DataType.FLOAT && Kernels.enabled());
  }

  private LayerGraph(SameDiff sd, DataType dataType, boolean fused) {
    this.sd = sd;
    this.dataType = dataType;
    this.fused = fused;
  }

  /** A graph for one step of a scan in this one. */
  LayerGraph ofStep() {
    return new LayerGraph(SameDiff.create(), dataType, fused);
  }

  /**
   * Defines a layer on a graph of DL4J's stock runtime, which knows no functions of ours: dropout
   * is left out, as that runtime does, and a scan is an error.
   */
  static SDVariable defineOn(
      SameDiff sd,
      Planned definition,
      Map<String, SDVariable> inputs,
      Map<String, SDVariable> parameters,
      SDVariable... masks) {
    DataType type = inputs.values().iterator().next().dataType();
    LayerGraph graph = new LayerGraph(sd, type, false);
    graph.stock = true;
    graph.parameters.putAll(parameters);
    int i = 0;
    for (Input input : definition.inputs()) {
      SDVariable v = inputs.get(input.name());
      graph.inputs.put(input.name(), input.isSequence() ? v.permute(0, 2, 1) : v);
      if (i < masks.length && masks[i] != null) {
        graph.masks.put(input.name(), masks[i]);
      }
      i++;
    }
    SDVariable output = definition.define(graph);
    return definition.inputs().stream().anyMatch(Input::isSequence)
        ? output.permute(0, 2, 1)
        : output;
  }

  /** One step of the graph in definition order, which is a topological order. */
  sealed interface Node {
    String[] inputs();

    String[] outputs();
  }

  record OpNode(DifferentialFunction op, String[] inputs, String[] outputs) implements Node {}

  record FunctionNode(PlanFunction function, String[] inputs, String[] outputs) implements Node {}

  /** Output gradients hold null where there is none, outputs where no gradient is wanted. */
  record FunctionGradientNode(FunctionNode forward, String[] outputGradients, String[] outputs)
      implements Node {
    @Override
    public String[] inputs() {
      List<String> all = new ArrayList<>(Arrays.asList(forward.inputs()));
      all.addAll(Arrays.asList(forward.outputs()));
      Arrays.stream(outputGradients).filter(Objects::nonNull).forEach(all::add);
      return all.toArray(String[]::new);
    }
  }

  /**
   * Gradients that a scan computes after its last step, for all steps at once.
   *
   * @param outputGradients null where there is none
   * @param inputs which of the function's inputs these are the gradients of
   */
  record Deferred(FunctionNode forward, String[] outputGradients, int[] inputs) {

    /** What has to be kept of each step. */
    List<String> reads() {
      List<String> names = new ArrayList<>(Arrays.asList(forward.inputs()));
      Arrays.stream(outputGradients).filter(Objects::nonNull).forEach(names::add);
      return names;
    }
  }

  /** The SameDiff graph, for ops this class has no method for. */
  public SameDiff sd() {
    return sd;
  }

  /** The type of activations and parameters: FLOAT or DOUBLE. */
  public DataType dataType() {
    return dataType;
  }

  /** The input of this name. */
  public SDVariable input(String name) {
    return find(inputs, name, "input");
  }

  /** The mask {@code [N, T]} of an input, 1 = keep; all ones where the user gave none. */
  public SDVariable mask(String input) {
    return find(masks, input, "mask of input");
  }

  /** The parameter of this name. */
  public SDVariable parameter(String name) {
    return find(parameters, name, "parameter");
  }

  /** Keeps a value readable after a forward pass, e.g. attention weights. */
  public void expose(String name, SDVariable value) {
    Arguments.given("name", name);
    Arguments.given("value", value);
    exposed.put(name, value);
  }

  /** {@code x · weight}: {@code [.., a] · [a, b] → [.., b]} for x of rank 2 or 3. */
  public SDVariable linear(SDVariable x, SDVariable weight) {
    Arguments.given("x", x);
    Arguments.given("weight", weight);
    return linear(x, List.of(weight), List.of()).get(0);
  }

  /** {@code x · weight + bias}: {@code [.., a] · [a, b] + [b] → [.., b]} for x of rank 2 or 3. */
  public SDVariable linear(SDVariable x, SDVariable weight, SDVariable bias) {
    Arguments.given("x", x);
    Arguments.given("weight", weight);
    Arguments.given("bias", bias);
    return linear(x, List.of(weight), List.of(bias)).get(0);
  }

  /**
   * Several linear maps of the same x, such as queries, keys and values.
   *
   * @param biases one a weight, or none at all
   */
  public List<SDVariable> linear(SDVariable x, List<SDVariable> weights, List<SDVariable> biases) {
    Arguments.given("x", x);
    Arguments.allGiven("weights", weights);
    Arguments.allGiven("biases", biases);
    List<SDVariable> arguments = new ArrayList<>(List.of(x));
    arguments.addAll(weights);
    arguments.addAll(biases);
    return fusedAll(
        new Linear(weights.size(), !biases.isEmpty()),
        arguments,
        () ->
            IntStream.range(0, weights.size())
                .mapToObj(
                    i -> linearOps(x, weights.get(i), biases.isEmpty() ? null : biases.get(i)))
                .toList());
  }

  /**
   * The same of parts that are put side by side: {@code [x_1; x_2; …] · weight + bias}.
   *
   * @param parts of one rank and with the same leading dimensions
   * @param axis their last dimension: rank - 1
   * @param bias null for none
   */
  public SDVariable linear(List<SDVariable> parts, int axis, SDVariable weight, SDVariable bias) {
    if (Arguments.given("parts", parts).isEmpty()) {
      throw new IllegalArgumentException("parts must hold at least one variable, but are empty");
    }
    Arguments.allGiven("parts", parts);
    Arguments.given("weight", weight);
    List<SDVariable> arguments = new ArrayList<>(parts);
    arguments.add(weight);
    if (bias != null) {
      arguments.add(bias);
    }
    return fused(
        new JoinedLinear(parts.size(), bias != null),
        arguments,
        () -> linearOps(sd.concat(axis, parts.toArray(SDVariable[]::new)), weight, bias));
  }

  /** tanh(x). */
  public SDVariable tanh(SDVariable x) {
    Arguments.given("x", x);
    return fused(new Tanh(), List.of(x), () -> sd.math().tanh(x));
  }

  private SDVariable linearOps(SDVariable x, SDVariable weight, SDVariable bias) {
    long in = weight.getShape()[0];
    long out = weight.getShape()[1];
    SDVariable rows = sd.reshape(x, -1, in); // [M, a]
    SDVariable y = sd.mmul(rows, weight); // [M, b]
    if (bias != null) {
      // ones · bias instead of a broadcast: its gradient is a gemm, not a column sum
      y = add(y, rowsOf(y, bias));
    }
    return withLastDimension(y, x, out);
  }

  /** Reshapes {@code [M, size]} to {@code like}'s shape with its last dimension replaced. */
  public SDVariable withLastDimension(SDVariable rows, SDVariable like, long size) {
    Arguments.given("rows", rows);
    Arguments.given("like", like);
    SDVariable leading = leadingShape(like);
    return sd.reshape(rows, sd.concat(0, leading, sd.constant(Nd4j.createFromArray((long) size))));
  }

  private SDVariable leadingShape(SDVariable x) {
    return sd.shape(x).get(SDIndex.interval(0, -1));
  }

  /** {@code x + y} of equal shapes; its gradient costs nothing. */
  public SDVariable add(SDVariable x, SDVariable y) {
    Arguments.given("x", x);
    Arguments.given("y", y);
    if (fused) {
      return call(new Add(), x, y).get(0);
    }
    SDVariable z = x.add(y);
    derivative(z, g -> List.of(g, g));
    return z;
  }

  /** {@code x · y} elementwise, of equal shapes. */
  public SDVariable multiply(SDVariable x, SDVariable y) {
    Arguments.given("x", x);
    Arguments.given("y", y);
    SDVariable z = x.mul(y);
    derivative(z, g -> List.of(g.mul(y), g.mul(x)));
    return z;
  }

  /** {@code x - y} of equal shapes. */
  public SDVariable subtract(SDVariable x, SDVariable y) {
    Arguments.given("x", x);
    Arguments.given("y", y);
    SDVariable z = x.sub(y);
    derivative(z, g -> List.of(g, g.neg()));
    return z;
  }

  /** {@code x + bias} in each row: {@code [.., b] + [b]}; the gradient of the bias is a gemm. */
  public SDVariable addBias(SDVariable x, SDVariable bias) {
    Arguments.given("x", x);
    Arguments.given("bias", bias);
    long size = bias.getShape()[0];
    SDVariable rows = sd.reshape(x, -1, size); // [M, b]
    return sd.reshape(add(rows, rowsOf(rows, bias)), sd.shape(x));
  }

  /** The bias in each of as many rows as {@code like} has: ones · bias, {@code [M, b]}. */
  private SDVariable rowsOf(SDVariable like, SDVariable bias) {
    SDVariable rowCount = sd.shape(like).get(SDIndex.interval(0, 1));
    SDVariable onesShape = sd.concat(0, rowCount, sd.constant(Nd4j.createFromArray((long) 1)));
    SDVariable ones = sd.fill(onesShape, dataType, 1.0); // [M, 1]
    return sd.mmul(ones, sd.reshape(bias, 1, bias.getShape()[0]));
  }

  /**
   * Rows by mask: mask {@code [..]}, x {@code [.., size]} → x where the mask is not 0, zeros at
   * padding. Exact; the mask gets no gradient.
   */
  public SDVariable select(SDVariable mask, SDVariable x) {
    return call(new Select(), mask, x).get(0);
  }

  /** The same with {@code otherwise [.., size]} in place of zeros. */
  public SDVariable select(SDVariable mask, SDVariable x, SDVariable otherwise) {
    return call(new Select(), mask, x, otherwise).get(0);
  }

  /** Dropout (Srivastava et al. 2014), inverted: active in training, the identity otherwise. */
  public SDVariable dropout(SDVariable x, double rate) {
    return dropout(x, rate, newSite());
  }

  /** The same at a site of the caller's, so that a faster path can draw the same mask. */
  public SDVariable dropout(SDVariable x, double rate, int site) {
    Arguments.given("x", x);
    return rate == 0 ? x : call(new Dropout(rate, site, fused), x).get(0);
  }

  /**
   * A number for a place where random numbers are drawn: the same in each pass, and the same
   * whether a faster path or ND4J's ops draw them, if the definition asks for it before it chooses.
   */
  public int newSite() {
    return sites++;
  }

  /**
   * A part of the definition that has a faster path: {@code function} computes the same where this
   * graph is {@linkplain #isFused fused}, and elsewhere the definition itself is taken.
   *
   * @param function the same mathematics in FLOAT, called with the arguments; its first output
   *     counts
   * @param definition what it stands for
   */
  public SDVariable fused(
      PlanFunction function, List<SDVariable> arguments, Supplier<SDVariable> definition) {
    Arguments.given("definition", definition);
    return fusedAll(function, arguments, () -> List.of(definition.get())).get(0);
  }

  /** The same with several outputs, those of the definition first. */
  public List<SDVariable> fusedAll(
      PlanFunction function, List<SDVariable> arguments, Supplier<List<SDVariable>> definition) {
    Arguments.given("function", function);
    Arguments.allGiven("arguments", arguments);
    Arguments.given("definition", definition);
    if (!fused) {
      return definition.get();
    }
    kernels.add(function.name());
    return call(function, arguments.toArray(SDVariable[]::new));
  }

  /**
   * Whether faster paths are taken: in FLOAT on the native CPU backend, unless {@code
   * -Dattentionzoo.kernels=false}. Decided when the graph was begun, for it and all its scans.
   */
  boolean isFused() {
    return fused;
  }

  /** Counts the kernels of a part with a plan of its own as this graph's. */
  void addKernels(List<String> names) {
    kernels.addAll(names);
  }

  /** Names of the kernels that were chosen, in order. */
  List<String> kernels() {
    return kernels;
  }

  void logKernels(Logger log, String name) {
    Kernels.log(log, name, dataType, kernels);
  }

  /** A scan over time; see {@link Scan}. */
  public Scan.Builder scan(String name) {
    Arguments.given("name", name);
    return new Scan.Builder(this, name);
  }

  /** Adds a step of our own. */
  public List<SDVariable> call(PlanFunction function, SDVariable... arguments) {
    Arguments.given("function", function);
    Arguments.allGiven("arguments", arguments);
    if (stock) {
      return stockCall(function, arguments);
    }
    collectOps();
    List<SDVariable> outputs = new ArrayList<>();
    String base = function.name() + "_" + functions++;
    for (int i = 0; i < function.outputs(); i++) {
      outputs.add(placeholder(base + "_out" + i));
    }
    nodes.add(new FunctionNode(function, names(Arrays.asList(arguments)), names(outputs)));
    return outputs;
  }

  private List<SDVariable> stockCall(PlanFunction function, SDVariable... arguments) {
    if (function instanceof Dropout) {
      return List.of(arguments[0]);
    }
    throw new UnsupportedOperationException(
        "DL4J's stock SameDiff runtime cannot run " + function.name());
  }

  /** A variable that something other than a SameDiff op fills. */
  SDVariable placeholder(String name) {
    return sd.placeHolder(name, dataType, (long[]) null);
  }

  /** Declares an input with an unknown shape of this rank. */
  SDVariable addInput(String name, DataType type, int rank) {
    long[] shape = new long[rank];
    Arrays.fill(shape, -1);
    SDVariable v = sd.placeHolder("input_" + name, type, shape);
    inputs.put(name, v);
    return v;
  }

  /** Declares an input of unknown rank. */
  SDVariable addUnshapedInput(String name) {
    SDVariable v = placeholder("input_" + name);
    inputs.put(name, v);
    return v;
  }

  SDVariable addMask(String input) {
    SDVariable v = sd.placeHolder("mask_" + input, dataType, -1, -1);
    masks.put(input, v);
    return v;
  }

  SDVariable addParameter(String name, long... shape) {
    SDVariable v = sd.placeHolder("parameter_" + name, dataType, shape);
    parameters.put(name, v);
    return v;
  }

  /** Replaces the gradient of the op that made {@code output}. */
  private void derivative(SDVariable output, Function<SDVariable, List<SDVariable>> gradient) {
    derivatives.put(sd.getVariables().get(output.name()).getOutputOfOp(), gradient);
  }

  Function<SDVariable, List<SDVariable>> derivative(OpNode node) {
    return derivatives.get(node.op().getOwnName());
  }

  Set<String> elementwise() {
    return Set.copyOf(derivatives.keySet());
  }

  /** Says that all steps of the scan whose step this is see the same value. */
  void share(SDVariable variable) {
    shared.add(variable.name());
  }

  boolean isShared(String variable) {
    return shared.contains(variable);
  }

  void defer(Deferred gradients) {
    deferred.add(gradients);
  }

  List<Deferred> deferred() {
    return deferred;
  }

  void addGradientNode(FunctionGradientNode node) {
    collectOps();
    nodes.add(node);
  }

  /** All nodes so far, in a topological order. */
  List<Node> nodes() {
    collectOps();
    return Collections.unmodifiableList(nodes);
  }

  private void collectOps() {
    int position = 0;
    for (SameDiffOp op : sd.getOps().values()) {
      if (position++ >= opsSeen) {
        nodes.add(
            new OpNode(
                op.getOp(),
                op.getInputsToOp() == null
                    ? new String[0]
                    : op.getInputsToOp().toArray(String[]::new),
                op.getOutputsOfOp().toArray(String[]::new)));
      }
    }
    opsSeen = sd.getOps().size();
  }

  Map<String, SDVariable> inputs() {
    return inputs;
  }

  Map<String, SDVariable> masks() {
    return masks;
  }

  Map<String, SDVariable> parameters() {
    return parameters;
  }

  Map<String, SDVariable> exposed() {
    return exposed;
  }

  static String[] names(List<SDVariable> variables) {
    return variables.stream().map(SDVariable::name).toArray(String[]::new);
  }

  private static SDVariable find(Map<String, SDVariable> map, String name, String what) {
    SDVariable v = map.get(name);
    if (v == null) {
      throw new IllegalArgumentException("No " + what + " \"" + name + "\"; have " + map.keySet());
    }
    return v;
  }

  static boolean isView(OpNode node) {
    return switch (node.op().opName()) {
      case "reshape", "expand_dims", "squeeze", "identity" -> true;
      default -> false;
    };
  }
}
