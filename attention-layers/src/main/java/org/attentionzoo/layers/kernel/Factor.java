package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.check.Arguments;

/**
 * A matrix as a factor of {@link Products}, which may have a narrower copy: made when the first
 * product wants it, and used by all that follow. To be closed by whoever asked {@link Factors#of}
 * for it, on the same thread, after its last product.
 */
public class Factor implements AutoCloseable {
  private final Matrix matrix;

  Factor(Matrix matrix) {
    this.matrix = Arguments.given("matrix", matrix);
  }

  /** In float32. */
  public final Matrix matrix() {
    return matrix;
  }

  /** Whether {@link #bf16} gives a copy. */
  boolean hasBf16() {
    return false;
  }

  /** The same numbers in bf16. */
  Bf16Matrix bf16() {
    throw new IllegalStateException("a factor in float32 only");
  }

  /**
   * Gives back the memory of numbers that no product reads any more, if it is a {@link FileMemory}.
   */
  public void release() {}

  @Override
  public void close() {}
}
