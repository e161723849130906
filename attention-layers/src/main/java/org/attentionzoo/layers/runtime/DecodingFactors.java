package org.attentionzoo.layers.runtime;

import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.precision.Precision;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What the products of a search multiply: the weights of a network in the order and type in which
 * the processor reads them fastest, shared by all that decode with it. Safe for several threads.
 */
public final class DecodingFactors implements AutoCloseable {

  /** The weights as they are. */
  public static final DecodingFactors FLOAT32 = new DecodingFactors(Factors.FLOAT32);

  private final Factors factors;

  private DecodingFactors(Factors factors) {
    this.factors = factors;
  }

  /**
   * Of a network.
   *
   * @param precision FLOAT32 is taken instead where processor, backend or type lack it
   * @param type of the network's parameters
   * @param fixed whether parameters never change, so that {@link #begin} need not look at them
   */
  public static DecodingFactors of(Precision precision, DataType type, boolean fixed) {
    Factors factors = Factors.ofDecoding(precision, type, fixed);
    return factors == Factors.FLOAT32 ? FLOAT32 : new DecodingFactors(factors);
  }

  /** Whether the weights are read as they are. */
  public boolean areFloats() {
    return factors == Factors.FLOAT32;
  }

  /** From here on weights are looked at again: they may have changed. */
  public void begin() {
    factors.begin();
  }

  /** For kernels. */
  public Factors factors() {
    return factors;
  }

  /** Frees the copies of weights now. */
  @Override
  public void close() {
    factors.close();
  }
}
