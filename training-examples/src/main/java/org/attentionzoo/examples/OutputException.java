package org.attentionzoo.examples;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Standard output takes no more. Unchecked, because a PrintWriter keeps other ones to itself. */
final class OutputException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  private final boolean readerLeft;

  /**
   * @param readerLeft whether whoever read it wants no more, as {@code head} does
   */
  OutputException(IOException cause, boolean readerLeft) {
    super("standard output cannot be written: " + cause.getMessage(), cause);
    this.readerLeft = readerLeft;
  }

  boolean readerLeft() {
    return readerLeft;
  }
}
