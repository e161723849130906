package org.attentionzoo.zoo.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.NoSuchElementException;

/** How a call with one bad argument ended, from good to bad. */
enum Outcome {
  /** It returned, and so did what is usually called next. */
  FINE,
  /** An exception whose message says what was wrong. */
  CLEAR_ERROR,
  /** It returned although an argument was NaN or infinite. */
  TAKES_NAN,
  /** A NullPointerException that names no argument. */
  RAW_NULL_POINTER,
  /** An arithmetic, index, cast or other exception of the JVM, or one without a message. */
  RAW_OTHER,
  /** More memory, or a deeper stack, than there is. */
  OUT_OF_MEMORY,
  /** Longer than {@link ApiWalk#MILLISECONDS}. */
  HANG,
  /** The end of the process. */
  CRASH;

  boolean isGood() {
    return this == FINE || this == CLEAR_ERROR;
  }

  static Outcome of(Throwable thrown) {
    String message = thrown.getMessage();
    if (thrown instanceof OutOfMemoryError || thrown instanceof StackOverflowError) {
      return OUT_OF_MEMORY;
    } else if (thrown instanceof NullPointerException) {
      // Objects.requireNonNull(x, "x") names its argument; what the JVM says is a sentence
      return message == null || message.contains(" because ") || message.startsWith("Cannot ")
          ? RAW_NULL_POINTER
          : CLEAR_ERROR;
    } else if (message == null || message.isBlank()) {
      return RAW_OTHER;
    }
    boolean clear =
        thrown instanceof IllegalArgumentException
            || thrown instanceof IllegalStateException
            || thrown instanceof UnsupportedOperationException
            || thrown instanceof NoSuchElementException
            || thrown instanceof IOException
            || thrown instanceof UncheckedIOException
            || isCheckedIndex(thrown);
    return clear && !isLeaked(thrown) ? CLEAR_ERROR : RAW_OTHER;
  }

  /** Of a check that we made, not of the array or buffer that it should have kept safe. */
  private static boolean isCheckedIndex(Throwable thrown) {
    return thrown.getClass() == IndexOutOfBoundsException.class
        && Arrays.stream(thrown.getStackTrace())
            .map(StackTraceElement::getClassName)
            .filter(name -> !name.startsWith("jdk.internal.") && !name.equals("java.util.Objects"))
            .findFirst()
            .orElse("")
            .startsWith("org.attentionzoo.");
  }

  /** An exception of ND4J or the JDK that only passes through is not written for our caller. */
  private static boolean isLeaked(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return trace.length > 0
        && (trace[0].getClassName().startsWith("org.nd4j.")
            || trace[0].getClassName().startsWith("org.bytedeco."));
  }
}
