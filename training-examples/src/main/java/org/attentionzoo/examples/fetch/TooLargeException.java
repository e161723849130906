package org.attentionzoo.examples.fetch;

import java.io.IOException;
import java.util.Locale;

/** What comes is more than it should be. */
final class TooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  TooLargeException(String what, long bytes, long most) {
    super(
        String.format(
            Locale.ROOT,
            "%s has %,d bytes or more, at most %,d were expected; --max-bytes allows more",
            what,
            bytes,
            most));
  }
}
