package org.attentionzoo.zoo.text;

import java.io.IOException;

/** A line that is no text; those after it can still be read. */
public final class BadLineException extends IOException {

  private static final long serialVersionUID = 1L;

  BadLineException(String message) {
    super(message);
  }
}
