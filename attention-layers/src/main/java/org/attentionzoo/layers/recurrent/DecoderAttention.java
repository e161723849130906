package org.attentionzoo.layers.recurrent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.AttentionScope;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/** An {@link Alignment} inside a decoder: the names of its values and the shapes of a step. */
final class DecoderAttention {

  static final String PREFIX = "attention.";
  static final List<String> SHARED = List.of("keys", "memory", "memoryMask");

  private DecoderAttention() {}

  /** Context {@code [N, T, m]} and weights {@code [N, T, S]}. */
  record Read(SDVariable context, SDVariable weights) {}

  /** What all steps share. */
  static Map<String, SDVariable> start(
      LayerGraph g, DecoderShape shape, Alignment alignment, SDVariable memory, SDVariable mask) {
    Map<String, SDVariable> shared = new LinkedHashMap<>();
    shared.put("keys", alignment.keys(scope(g, shape), memory)); // [N, S, *]
    shared.put("memory", memory);
    shared.put("memoryMask", mask);
    return shared;
  }

  /**
   * @param query {@code [N, T, H]}
   * @param positions {@code [N, T]}
   */
  static Read read(
      LayerGraph g,
      DecoderShape shape,
      Alignment alignment,
      SDVariable query,
      Map<String, SDVariable> shared,
      SDVariable positions) {
    AttentionScope scope = scope(g, shape);
    SDVariable weights =
        alignment.weights(
            scope, query, shared.get("keys"), shared.get("memoryMask"), positions); // [N, T, S]
    return new Read(alignment.context(scope, weights, shared.get("memory")), weights);
  }

  /** One step: query {@code [N, H]} → context {@code [N, m]}, weights {@code [N, S]}. */
  static Read step(DecoderStep step, Alignment alignment, SDVariable query) {
    LayerGraph g = step.g();
    SDVariable one = g.sd().expandDims(query, 1); // [N, 1, H]
    Read read = read(g, step.shape(), alignment, one, step.in(), step.in().get("position"));
    return new Read(g.sd().squeeze(read.context(), 1), g.sd().squeeze(read.weights(), 1));
  }

  private static AttentionScope scope(LayerGraph g, DecoderShape shape) {
    return new AttentionScope(g, PREFIX, shape.units(), shape.memory().memorySize());
  }
}
