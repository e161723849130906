package org.attentionzoo.layers.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precision;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the factors of a network's products, in one {@link Precision}. Weights are narrowed once
 * and stay so until {@link #begin}; activations are narrowed once a {@link Factor}.
 */
public abstract class Factors implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Factors.class);

  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

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

  /** Whether this processor is made for a precision. */
  public static boolean available(Precision precision) {
    return switch (Arguments.given("precision", precision)) {
      case FLOAT32 -> true;
      case BF16 -> OneDnn.multipliesBf16();
      case INT8 -> OneDnn.multipliesInt8();
    };
  }

  /**
   * For training and for single passes, where weights change from one to the next.
   *
   * @param precision null for that of the system property
   * @param type of the network's parameters
   */
  public static Factors ofTraining(Precision precision, DataType type) {
    Precision wanted = (precision == null ? Precision.standard() : precision).ofTraining();
    return usable(wanted, type, "a network") == Precision.BF16 ? new Bf16Factors() : FLOAT32;
  }

  /**
   * For decoding, where the same weights are multiplied many times, with few rows.
   *
   * @param type of the network's parameters
   * @param fixed whether weights never change, so that {@link #begin} need not look at them
   */
  public static Factors ofDecoding(Precision precision, DataType type, boolean fixed) {
    Precision usable = usable(Arguments.given("precision", precision), type, "decoding");
    return usable == Precision.FLOAT32 ? FLOAT32 : new PackedFactors(usable, fixed);
  }

  /**
   * What is multiplied in where a precision is asked for: FLOAT32 where that is of no use.
   *
   * @param type of the network's parameters
   */
  public static Precision usable(Precision precision, DataType type) {
    boolean available = available(precision);
    return available && narrows(Arguments.given("type", type)) ? precision : Precision.FLOAT32;
  }

  private static boolean narrows(DataType type) {
    return type == DataType.FLOAT && Kernels.enabled();
  }

  /** The same. The log says which, once for each user. */
  private static Precision usable(Precision precision, DataType type, String user) {
    if (precision == Precision.FLOAT32) {
      return precision;
    }
    Precision usable = usable(precision, type);
    boolean available = usable == precision;
    if (SAID.add(user + precision + available)) {
      if (available) {
        log.info("{} uses matrix products in {}", user, precision);
      } else {
        log.warn(
            "{} multiplies in {}, not in {}: {}",
            user,
            type,
            precision,
            narrows(type) ? "this processor lacks it" : "it is for kernels and networks in FLOAT");
      }
    }
    return usable;
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
