package org.attentionzoo.layers.recurrent;

import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.AttentionScope;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/** An {@link Alignment} inside a decoder, and the shapes of a step. */
final class DecoderAttention {

  static final String PREFIX = "attention.";

  private DecoderAttention() {}

  /** Context {@code [N, T, m]} and weights {@code [N, T, S]}. */
  record Read(SDVariable context, SDVariable weights) {}

  /**
   * What all steps share.
   *
   * @param memory {@code [N, S, m]}
   * @param mask {@code [N, S]}
   */
  static SharedMemory share(
      LayerGraph g, DecoderShape shape, Alignment alignment, SDVariable memory, SDVariable mask) {
    return new SharedMemory(alignment.keys(scope(g, shape), memory), memory, mask);
  }

  /**
   * @param query {@code [N, T, H]}
   */
  static Read read(DecoderScope in, Alignment alignment, SDVariable query) {
    AttentionScope scope = scope(in.g(), in.shape());
    SharedMemory shared = in.shared();
    SDVariable weights =
        alignment.weights(scope, query, shared.keys(), shared.mask(), in.positions()); // [N, T, S]
    return new Read(alignment.context(scope, weights, shared.memory()), weights);
  }

  /** One step: query {@code [N, H]} → context {@code [N, m]}, weights {@code [N, S]}. */
  static Read step(DecoderStep step, Alignment alignment, SDVariable query) {
    LayerGraph g = step.g();
    Read read = read(step.scope(), alignment, g.sd().expandDims(query, 1)); // of [N, 1, H]
    return new Read(g.sd().squeeze(read.context(), 1), g.sd().squeeze(read.weights(), 1));
  }

  private static AttentionScope scope(LayerGraph g, DecoderShape shape) {
    return new AttentionScope(g, PREFIX, shape.units(), shape.memory());
  }
}
