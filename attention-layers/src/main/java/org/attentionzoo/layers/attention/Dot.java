package org.attentionzoo.layers.attention;

import java.util.List;
import org.attentionzoo.layers.fused.Fused;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Dot-product attention, Luong et al. 2015, eq. 8 ("dot"): {@code score(s, h) = s · h}. No
 * parameters; query and memory must have one size.
 */
public record Dot() implements Score {

  @Override
  public void checkSizes(long querySize, long memorySize) {
    checkSameSize("Dot attention", querySize, memorySize);
  }

  @Override
  public SDVariable keys(AttentionScope scope, SDVariable memory) {
    return memory;
  }

  @Override
  public SDVariable score(AttentionScope scope, SDVariable query, SDVariable keys) {
    return products(scope, query, keys);
  }

  /** A score that multiplies query and memory elementwise needs them of one size. */
  static void checkSameSize(String score, long querySize, long memorySize) {
    if (querySize != memorySize) {
      throw new IllegalArgumentException(
          score
              + " needs query and memory of one size, but query size is "
              + querySize
              + " and memory size is "
              + memorySize
              + "; General and Additive compare different sizes");
    }
  }

  /** {@code [N, T, k] · [N, S, k]ᵀ → [N, T, S]}. */
  static SDVariable products(AttentionScope scope, SDVariable query, SDVariable keys) {
    return scope
        .graph()
        .fused(
            Fused.dotScores(),
            List.of(query, keys),
            () -> scope.sd().mmul(query, keys, false, true, false));
  }
}
