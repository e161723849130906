package org.attentionzoo.layers.runtime.dl4j;

import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.plan.InferenceMemory;

/**
 * A part of a running network that passes of inference may borrow, with other means than its own.
 */
public interface BorrowedPart {

  /**
   * For the passes that follow, none of them of training. What they leave is good until the next
   * part runs: afterwards this one exposes nothing.
   *
   * @param factors what products multiply; FLOAT32 for the part's own, those of its {@link
   *     org.attentionzoo.layers.precision.Precise precision}
   * @param memory that the parts use one after the other
   */
  void borrow(DecodingFactors factors, InferenceMemory memory);

  /** From here on it runs with its own again. */
  void giveBack();
}
