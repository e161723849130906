package org.attentionzoo.zoo.download;

import java.io.IOException;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/** What comes is more than it should be. */
public final class TooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what that is too large, such as the address of a file
   * @param bytes that it has at least
   * @param most bytes that it should have
   */
  public TooLargeException(String what, long bytes, long most) {
    super(
        String.format(
            Locale.ROOT,
            "%s has %,d bytes or more, at most %,d were expected",
            Arguments.given("what", what),
            bytes,
            most));
  }
}
