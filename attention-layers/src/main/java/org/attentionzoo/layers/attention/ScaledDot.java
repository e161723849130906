package org.attentionzoo.layers.attention;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Scaled dot-product attention, Vaswani et al. 2017, eq. 1: {@code score(s, h) = s · h / √q}, so
 * that scores keep unit variance whatever the size. No parameters; query and memory must have one
 * size.
 */
public record ScaledDot() implements Score {

  @Override
  public void checkSizes(long querySize, long memorySize) {
    Dot.checkSameSize("Scaled dot attention", querySize, memorySize);
  }

  @Override
  public SDVariable keys(AttentionScope scope, SDVariable memory) {
    return memory;
  }

  @Override
  public SDVariable score(AttentionScope scope, SDVariable query, SDVariable keys) {
    SDVariable scaled = query.mul(1 / Math.sqrt(scope.querySize())); // the query is smaller
    return Dot.products(scope, scaled, keys); // [N, T, S]
  }
}
