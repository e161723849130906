package org.attentionzoo.layers.runtime.plan;

import org.attentionzoo.layers.check.Arguments;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Memory that {@link Frame}s of several plans use one after the other, in passes of inference: what
 * one leaves there, the next one overwrites. As much as the largest of them needs, where memory of
 * their own would add up. For one thread at a time.
 */
public final class InferenceMemory {

  private final Arena arena;

  /**
   * @param type of the plans
   */
  public InferenceMemory(DataType type) {
    this.arena = new Arena(Arguments.given("type", type));
  }

  Arena arena() {
    return arena;
  }

  /** Frees the memory now; the next pass allocates again. */
  public void free() {
    arena.free();
  }
}
