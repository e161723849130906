package org.attentionzoo.zoo.io;

import java.io.IOException;
import java.nio.file.Path;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.untrusted.OneLine;

/**
 * A model zip could not be written or read; the message names the file and what is wrong, in one
 * line.
 */
public final class ModelZipException extends IOException {

  private static final long serialVersionUID = 1L;

  ModelZipException(Path file, String problem) {
    super(file + ": " + OneLine.of(problem));
  }

  /**
   * @param problem what is wrong with the file, for a reader
   */
  public ModelZipException(Path file, String problem, Throwable cause) {
    super(file + ": " + OneLine.of(Arguments.given("problem", problem)), cause);
  }
}
