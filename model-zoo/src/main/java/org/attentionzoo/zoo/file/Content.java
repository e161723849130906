package org.attentionzoo.zoo.file;

import java.io.IOException;
import java.io.OutputStream;

/** Something that can be written any number of times, each time the same bytes. */
@FunctionalInterface
public interface Content {

  /**
   * Writes all of it; does not close the stream.
   *
   * @throws IOException of the stream, or if the content cannot be made
   */
  void writeTo(OutputStream out) throws IOException;
}
