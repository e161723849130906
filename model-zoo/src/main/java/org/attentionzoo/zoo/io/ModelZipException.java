package org.attentionzoo.zoo.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A model zip could not be written or read; the message names the file and what is wrong, in one
 * line.
 */
public final class ModelZipException extends IOException {

  private static final long serialVersionUID = 1L;

  ModelZipException(Path file, String problem) {
    super(file + ": " + OneLine.of(problem));
  }

  ModelZipException(Path file, String problem, Throwable cause) {
    super(file + ": " + OneLine.of(problem), cause);
  }
}
