package org.attentionzoo.layers.attention;

import org.nd4j.autodiff.samediff.SDVariable;

/** Global attention, Luong et al. 2015, §3.1, eq. 7: a softmax over all source positions. */
public record GlobalWindow() implements Window {

  @Override
  public SDVariable weights(
      AttentionScope scope,
      SDVariable scores,
      SDVariable query,
      SDVariable keep,
      SDVariable positions) {
    return MaskedSoftmax.where(scope.graph(), scores, keep);
  }
}
