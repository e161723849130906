package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The graph of one layer while it is being defined: a {@link SameDiff} with named inputs, masks and
 * parameters, and the {@link Arithmetic} that SameDiff lacks.
 *
 * <p>Inside the graph sequences are {@code [N, T, size]}, ids {@code [N, T]}, masks {@code [N, T]}.
 * Never use a static length ({@code x.getShape()[1]}): the same graph serves every length.
 */
public final class LayerGraph extends Arithmetic {

  private final SameDiff sd;
  private final DataType dataType;
  private final boolean fused;
  private final OwnSteps steps;
  private final Map<String, SDVariable> inputs;
  private final Map<String, SDVariable> masks;
  private final Map<String, SDVariable> parameters;
  private final Map<String, SDVariable> exposed = new LinkedHashMap<>();
  private final Map<String, List<SDVariable>> gathered = new HashMap<>(); // → memory and rows
  private final List<String> kernels; // names of the faster paths that were taken, in order
  private boolean decoding;
  private int sites;

  LayerGraph(
      SameDiff sd,
      DataType dataType,
      boolean fused,
      OwnSteps steps,
      Map<String, SDVariable> inputs,
      Map<String, SDVariable> masks,
      Map<String, SDVariable> parameters,
      List<String> kernels) {
    this.sd = sd;
    this.dataType = dataType;
    this.fused = fused;
    this.steps = steps;
    this.kernels = kernels;
    this.inputs = inputs;
    this.masks = masks;
    this.parameters = parameters;
  }

  /** The SameDiff graph, for ops this class has no method for. */
  @Override
  public SameDiff sd() {
    return sd;
  }

  /** The type of activations and parameters: FLOAT or DOUBLE. */
  @Override
  public DataType dataType() {
    return dataType;
  }

  /** Says that nobody wants gradients of this graph. */
  void forDecoding() {
    decoding = true;
  }

  /** Adds a step of our own. */
  @Override
  public List<SDVariable> call(PlanFunction function, SDVariable... arguments) {
    Arguments.given("function", function);
    Arguments.allGiven("arguments", arguments);
    return steps.call(function, null, arguments);
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

  /** All parameters by name. */
  public Map<String, SDVariable> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /**
   * Rows of a memory: {@code [M, size]}, rows {@code [N, S]} (INT32) → {@code [N, S, size]}. In a
   * step of decoding a faster path that {@linkplain PlanFunction#gathers reads them where they are}
   * spares the copy.
   */
  public SDVariable gathered(SDVariable memory, SDVariable rows) {
    Arguments.given("memory", memory);
    Arguments.given("rows", rows);
    SDVariable copy = sd.gather(memory, rows, 0);
    gathered.put(copy.name(), List.of(memory, rows));
    return copy;
  }

  /** What a faster path is called with: rows where they are, if it can read them there. */
  private List<SDVariable> inPlace(PlanFunction function, List<SDVariable> arguments) {
    int index = decoding ? function.gathers() : -1;
    List<SDVariable> source = index < 0 ? null : gathered.get(arguments.get(index).name());
    if (source == null) {
      return arguments;
    }
    List<SDVariable> all = new ArrayList<>(arguments);
    all.set(index, source.get(0));
    all.add(source.get(1));
    return all;
  }

  /** Keeps a value readable after a forward pass, e.g. attention weights. */
  public void expose(String name, SDVariable value) {
    Arguments.given("name", name);
    Arguments.given("value", value);
    exposed.put(name, value);
  }

  /**
   * A number for a place where random numbers are drawn: the same in each pass, and the same
   * whether a faster path or ND4J's ops draw them, if the definition asks for it before it chooses.
   */
  @Override
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
  @Override
  public SDVariable fused(
      PlanFunction function, List<SDVariable> arguments, Supplier<SDVariable> definition) {
    Arguments.given("definition", definition);
    return fusedAll(function, arguments, () -> List.of(definition.get())).get(0);
  }

  /** The same with several outputs, those of the definition first. */
  @Override
  public List<SDVariable> fusedAll(
      PlanFunction function, List<SDVariable> arguments, Supplier<List<SDVariable>> definition) {
    Arguments.given("function", function);
    Arguments.allGiven("arguments", arguments);
    Arguments.given("definition", definition);
    if (!fused) {
      return definition.get();
    }
    kernels.add(function.name());
    return call(function, inPlace(function, arguments).toArray(SDVariable[]::new));
  }

  /**
   * Whether faster paths are taken: in FLOAT on the native CPU backend, unless {@code
   * -Dattentionzoo.kernels=false}. Decided when the graph was begun, for it and all its scans.
   */
  @Override
  public boolean isFused() {
    return fused;
  }

  @Override
  OwnSteps steps() {
    return steps;
  }

  /** Names of the kernels that were chosen, in order. */
  List<String> kernels() {
    return kernels;
  }

  Map<String, SDVariable> exposed() {
    return exposed;
  }

  private static SDVariable find(Map<String, SDVariable> map, String name, String what) {
    SDVariable v = map.get(name);
    if (v == null) {
      throw new IllegalArgumentException("No " + what + " \"" + name + "\"; have " + map.keySet());
    }
    return v;
  }
}
