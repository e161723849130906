package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.check.Arguments;

/**
 * Makes the factors of a network's products, in one {@link Precision}. Weights are narrowed once
 * and stay so until {@link #begin}; activations are narrowed once a {@link Factor}.
 */
public abstract class Factors implements AutoCloseable {

  /** Everything as it is. */
  public static final Factors FLOAT32 =
      new Factors() {
        @Override
        public Factor of(Matrix x) {
          return new Factor(x);
        }

        @Override
        public Factor weight(Matrix w) {
          return new Factor(w);
        }
      };

  Factors() {}

  /** For training and for single passes, where weights change from one to the next. */
  public static Factors ofTraining(Precision precision) {
    Arguments.given("precision", precision);
    return precision.ofTraining() == Precision.BF16 ? new Bf16Factors() : FLOAT32;
  }

  /** For decoding, where the same weights are multiplied many times, with few rows. */
  public static Factors ofDecoding(Precision precision) {
    Arguments.given("precision", precision);
    return precision == Precision.FLOAT32 ? FLOAT32 : new PackedFactors(precision);
  }

  /** From here on weights are looked at again: they may have changed. */
  public void begin() {}

  /** Activations or gradients. */
  public abstract Factor of(Matrix x);

  /** Parameters. To be closed by nobody; safe for several threads. */
  public abstract Factor weight(Matrix w);

  /** Frees the narrow copies of weights now. */
  @Override
  public void close() {}
}
