package org.attentionzoo.zoo.io;

import java.nio.charset.StandardCharsets;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.file.Content;

/**
 * An entry of a zip that is to be written.
 *
 * @param name its name
 * @param compressed whether it is deflated; numbers hardly get smaller, only slower
 * @param content what is in it; of one that is not compressed, written twice
 */
public record ZipContent(String name, boolean compressed, Content content) {

  /** Nothing is null. */
  public ZipContent {
    Arguments.given("name", name);
    Arguments.given("content", content);
  }

  /** Text in UTF-8, compressed. */
  public static ZipContent text(String name, String text) {
    return bytes(name, Arguments.given("text", text).getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes, compressed. */
  static ZipContent bytes(String name, byte[] bytes) {
    return new ZipContent(name, true, out -> out.write(bytes));
  }

  /** Numbers, not compressed. */
  public static ZipContent numbers(String name, Content content) {
    return new ZipContent(name, false, content);
  }
}
