package org.attentionzoo.layers.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final Map<String, SDVariable> inputs;
  private final Map<String, SDVariable> masks;
  private final Map<String, SDVariable> parameters;
  private final Map<String, SDVariable> exposed = new LinkedHashMap<>();

  LayerGraph(
      SameDiff sd,
      DataType dataType,
      boolean fused,
      OwnSteps steps,
      Map<String, SDVariable> inputs,
      Map<String, SDVariable> masks,
      Map<String, SDVariable> parameters,
      List<String> kernels) {
    super(sd, dataType, fused, steps, kernels);
    this.inputs = inputs;
    this.masks = masks;
    this.parameters = parameters;
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

  /** Keeps a value readable after a forward pass, e.g. attention weights. */
  public void expose(String name, SDVariable value) {
    Arguments.given("name", name);
    Arguments.given("value", value);
    exposed.put(name, value);
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
