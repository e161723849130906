package org.attentionzoo.layers.precision;

import java.util.Arrays;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/**
 * How wide the numbers are that matrix products read. Parameters, sums, softmax, norms, losses and
 * updaters are float32 in any case, and so is whatever a processor or a size would not make faster:
 * the log says what a processor lacks. Networks of other types than FLOAT, and other backends than
 * the native CPU one, know FLOAT32 only.
 */
public enum Precision {
  /** 32 bits, the default. */
  FLOAT32,

  /**
   * The first 16 bits of a float32 (bfloat16): 8 bits of precision. Needs AVX-512 with BF16 (Zen 4
   * and 5, Cooper Lake) or AMX (Sapphire Rapids), where products are twice as fast and more.
   */
  BF16,

  /**
   * Whole numbers of 8 bits, of which each row of activations and each column of weights has a
   * scale. For decoding only. Needs AVX-512 with VNNI.
   */
  INT8;

  /**
   * System property with the precision of everything that is not told another: {@code float32},
   * {@code bf16} or {@code int8} (which trains in float32). Read whenever something asks.
   */
  public static final String PROPERTY = "attentionzoo.precision";

  /**
   * That of the system property, FLOAT32 without it.
   *
   * @throws IllegalArgumentException if the property has another value
   */
  public static Precision standard() {
    String value = System.getProperty(PROPERTY);
    try {
      return value == null ? FLOAT32 : parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("system property " + PROPERTY + ": " + e.getMessage(), e);
    }
  }

  /**
   * By its name, in any case.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Precision parse(String name) {
    Arguments.given("precision", name);
    for (Precision precision : values()) {
      if (precision.toString().equals(name.strip().toLowerCase(Locale.ROOT))) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "precision must be one of " + Arrays.toString(values()) + ", but is " + name);
  }

  /** What gradients allow: this, unless it is for decoding only. */
  public Precision ofTraining() {
    return this == INT8 ? FLOAT32 : this;
  }

  /** Its name in options and commands: {@code float32}, {@code bf16}, {@code int8}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
