package org.attentionzoo.zoo.weights;

import java.io.EOFException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipException;
import org.attentionzoo.zoo.untrusted.OneLine;

/** What went wrong while a file was read, as its reader says it. */
final class Problems {

  private Problems() {}

  static WeightsException of(Path file, Exception e) {
    if (e instanceof WeightsException told) {
      return told;
    }
    if (e instanceof ZipException) {
      return new WeightsException(file, "the zip is truncated or damaged: " + e.getMessage(), e);
    }
    if (e instanceof EOFException) {
      return new WeightsException(file, "is truncated: " + OneLine.reason(e), e);
    }
    return new WeightsException(file, OneLine.reason(e), e);
  }

  /**
   * The entry of a tensor.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <T> T known(Path file, String name, T entry) {
    if (entry == null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s has no tensor \"%s\"", file, OneLine.of(name)));
    }
    return entry;
  }
}
