package org.attentionzoo.layers.runtime;

import java.util.Optional;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.FileMemory;
import org.attentionzoo.layers.precision.Precision;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

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

  /**
   * Memory for parameters of a network that only decodes, in a precision in which little is read of
   * them once weights are packed: that of a temporary file, of which {@link #release} gives back
   * what is resident.
   *
   * @return empty where they are best in ordinary memory, or there is no room for such a file
   */
  public static Optional<INDArray> parameters(Precision precision, DataType type, long... shape) {
    return Factors.usable(precision, type) == Precision.FLOAT32
        ? Optional.empty()
        : FileMemory.allocate(shape);
  }

  /** Gives back what is resident of {@link #parameters}, whose numbers stay; of others, nothing. */
  public static void release(INDArray parameters) {
    FileMemory.release(parameters);
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
