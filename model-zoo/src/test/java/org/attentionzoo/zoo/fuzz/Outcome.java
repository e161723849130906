package org.attentionzoo.zoo.fuzz;

/** What became of a damaged zip, from good to bad. */
enum Outcome {
  /** It loads, and the model runs. */
  FINE,
  /** An exception that names the file and says what is wrong, in one line. */
  CLEAR,
  /** Any other exception, when loading or at the first use. */
  UNCLEAR,
  /** OutOfMemoryError or StackOverflowError. */
  EXHAUSTED,
  /** The JVM ended. */
  CRASH,
  /** Not done in time. */
  HANG;

  boolean good() {
    return this == FINE || this == CLEAR;
  }
}
