package org.attentionzoo.examples.benchmark;

import java.util.Locale;

/** What products are computed in; sums, and what is learnt, are float32 in any case. */
enum NumberFormat {
  FLOAT32,
  BF16,
  /** Decoding only. */
  INT8;

  /** System property of our side; the library's default is float32. */
  static final String PROPERTY = "attentionzoo.precision";

  /** That of this process. */
  static NumberFormat here() {
    return valueOf(System.getProperty(PROPERTY, FLOAT32.label()).toUpperCase(Locale.ROOT));
  }

  /** Its name in options and results. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Flag of a JVM whose products are computed so. */
  String flag() {
    return "-D" + PROPERTY + "=" + label();
  }

  boolean trains() {
    return this != INT8;
  }

  /** What PyTorch's fastest is beside it: the same, but bf16 for int8, which the script has not. */
  String pytorch() {
    return (this == INT8 ? BF16 : this).label();
  }

  /** A comparison's name, which ends with the format unless that is float32. */
  String named(String comparison) {
    return this == FLOAT32 ? comparison : comparison + " " + label();
  }
}
