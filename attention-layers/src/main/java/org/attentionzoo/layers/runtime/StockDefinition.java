package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A definition on a graph of DL4J's stock runtime, for comparison. That knows no functions of ours:
 * dropout is left out, as that runtime does, and a scan is an error.
 */
public final class StockDefinition {

  private StockDefinition() {}

  /**
   * Defines a layer.
   *
   * @param inputs by name, sequences {@code [N, size, T]}; all of them
   * @param masks one an input, null where there is none; may be fewer
   * @return the output, a sequence as {@code [N, size, T]}
   */
  public static SDVariable define(
      SameDiff sd,
      Planned definition,
      Map<String, SDVariable> inputs,
      Map<String, SDVariable> parameters,
      SDVariable... masks) {
    Arguments.given("sd", sd);
    Arguments.given("definition", definition);
    Arguments.allGiven("inputs", inputs);
    Arguments.allGiven("parameters", parameters);
    Arguments.given("masks", masks);
    Map<String, SDVariable> inside = new LinkedHashMap<>();
    Map<String, SDVariable> masksByName = new LinkedHashMap<>();
    int i = 0;
    for (Input input : definition.inputs()) {
      SDVariable v = Arguments.given("input " + input.name(), inputs.get(input.name()));
      inside.put(input.name(), input.isSequence() ? v.permute(0, 2, 1) : v);
      if (i < masks.length && masks[i] != null) {
        masksByName.put(input.name(), masks[i]);
      }
      i++;
    }
    DataType type = inputs.values().iterator().next().dataType();
    SDVariable output =
        definition.define(
            new LayerGraph(
                sd, type, false, new Steps(), inside, masksByName, parameters, new ArrayList<>()));
    return definition.inputs().stream().anyMatch(Input::isSequence)
        ? output.permute(0, 2, 1)
        : output;
  }

  private static final class Steps implements OwnSteps {

    @Override
    public List<SDVariable> call(
        PlanFunction function,
        Function<SDVariable, List<SDVariable>> derivative,
        SDVariable... arguments) {
      if (function instanceof Dropout) {
        return List.of(arguments[0]);
      }
      throw new UnsupportedOperationException(
          "DL4J's stock SameDiff runtime cannot run " + function.name());
    }

    @Override
    public void derivative(SDVariable output, Function<SDVariable, List<SDVariable>> gradient) {
      // SameDiff has its own
    }
  }
}
