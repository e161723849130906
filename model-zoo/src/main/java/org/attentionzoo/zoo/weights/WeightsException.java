package org.attentionzoo.zoo.weights;

import java.io.IOException;
import java.nio.file.Path;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.untrusted.OneLine;

/**
 * A file of weights could not be read, written or used; the message names the file and, where there
 * is one, the tensor, and says in one line what is wrong.
 */
public final class WeightsException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param problem what is wrong with the file, for a reader
   */
  public WeightsException(Path file, String problem) {
    this(file, problem, null);
  }

  /**
   * @param problem what is wrong with the file, for a reader
   * @param cause may be null
   */
  public WeightsException(Path file, String problem, Throwable cause) {
    super(
        Arguments.given("file", file) + ": " + OneLine.of(Arguments.given("problem", problem)),
        cause);
  }

  /**
   * @param tensor the name of the tensor that the problem lies in
   * @param problem what is wrong with it, for a reader
   */
  public static WeightsException of(Path file, String tensor, String problem) {
    return new WeightsException(
        file, "tensor \"" + Arguments.given("tensor", tensor) + "\": " + problem);
  }
}
