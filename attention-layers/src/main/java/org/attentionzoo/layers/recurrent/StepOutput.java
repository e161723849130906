package org.attentionzoo.layers.recurrent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What a step leaves to {@link DecoderOrder#finish}, {@code [N, size]}; stacked over time {@code
 * [N, T, size]}.
 *
 * @param readout what the output is made of: s, h or h̃
 * @param context c_t, or null if the output is not made of it
 * @param weights α_t, size S, or null if the steps do not attend
 */
record StepOutput(SDVariable readout, SDVariable context, SDVariable weights) {

  private static final String READOUT = "readout";
  private static final String CONTEXT = "context";
  private static final String WEIGHTS = "weights";

  static StepOutput of(Map<String, SDVariable> named) {
    return new StepOutput(named.get(READOUT), named.get(CONTEXT), named.get(WEIGHTS));
  }

  /** Those that there are. */
  Map<String, SDVariable> byName() {
    Map<String, SDVariable> values = new LinkedHashMap<>();
    values.put(READOUT, readout);
    values.put(CONTEXT, context);
    values.put(WEIGHTS, weights);
    values.values().removeIf(value -> value == null);
    return values;
  }

  /** The same for each value. */
  StepOutput map(UnaryOperator<SDVariable> change) {
    Map<String, SDVariable> values = byName();
    values.replaceAll((name, value) -> change.apply(value));
    return of(values);
  }
}
