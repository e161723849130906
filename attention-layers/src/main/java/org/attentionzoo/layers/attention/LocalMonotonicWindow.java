package org.attentionzoo.layers.attention;

import org.attentionzoo.layers.check.Arguments;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Local attention with monotonic alignment ("local-m"), Luong et al. 2015, §3.2: source and target
 * are taken to be roughly in step, {@code p_t = t}, and the softmax runs over the source positions
 * in {@code [p_t − D, p_t + D]}.
 *
 * <p>The part of a window that lies outside the sentence is ignored, as in the paper. So from
 * target position S + D on there is nothing to look at: weights and context are zeros.
 *
 * @param halfWidth D, at least 1; the paper uses 10
 */
public record LocalMonotonicWindow(@JsonProperty("halfWidth") int halfWidth) implements Window {

  /**
   * @throws IllegalArgumentException if the half width is less than 1
   */
  public LocalMonotonicWindow {
    Arguments.size("half width D of a local window", halfWidth);
  }

  @Override
  public SDVariable weights(
      AttentionScope scope,
      SDVariable scores,
      SDVariable query,
      SDVariable keep,
      SDVariable positions) {
    SDVariable centre = scope.sd().expandDims(positions, 2); // [N, T, 1]
    SDVariable distance = Shapes.distance(scope.graph(), centre, scores); // [N, T, S]
    SDVariable inside = Shapes.inside(scope.graph(), distance, halfWidth);
    return MaskedSoftmax.where(scope.graph(), scores, keep.mul(inside));
  }
}
