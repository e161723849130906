package org.attentionzoo.examples.hostile;

/** How a hostile command line ended, from good to bad. */
enum LineOutcome {
  /** It did something and succeeded. */
  WORKS,
  /** Up to three lines on standard error that name what was wrong, and an exit code above 0. */
  CLEAR_MESSAGE,
  /** NaN or an infinite number went in as if it were a number. */
  TAKES_NAN,
  /** A failure whose message is missing, too long, or names neither the option nor the file. */
  UNCLEAR_MESSAGE,
  /** A stack trace. */
  STACK_TRACE,
  /** More memory than there is. */
  OUT_OF_MEMORY,
  /** Longer than {@link CommandLineWalk#MILLISECONDS}. */
  HANG,
  /** The end of the process. */
  CRASH;

  boolean isGood() {
    return this == WORKS || this == CLEAR_MESSAGE;
  }
}
