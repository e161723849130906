package org.attentionzoo.zoo.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.attentionzoo.layers.check.Arguments;

/**
 * The lines of a UTF-8 text, one at a time. Lines end with {@code \n} or {@code \r\n}, and with
 * nothing else: Unicode's other line separators stay in the line, so that line numbers are those of
 * an editor and of {@code wc}. A byte order mark at the start goes.
 */
public final class Utf8Lines implements Closeable {

  /** A longer line is a file that is no text, or has no line breaks. */
  private static final int LONGEST = 16 << 20;

  private final InputStream in;
  private final String name;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] line = new byte[256];
  private int length;
  private long number;

  /**
   * @param in bytes; closed by {@link #close()}
   * @param name what messages call them, such as the path
   */
  public Utf8Lines(InputStream in, String name) {
    this.in = Arguments.given("in", in);
    this.name = Arguments.given("name", name);
  }

  /** Number of the line that {@link #next} gave last, counted from 1; 0 before the first. */
  public long number() {
    return number;
  }

  /**
   * The next line without its end, or null after the last.
   *
   * @throws IOException if reading fails, a line is longer than 16 MiB or is no UTF-8; the message
   *     names the line and the first bad byte
   */
  public String next() throws IOException {
    if (!fill()) {
      return null;
    }
    number++;
    length = 0;
    boolean ended = false;
    while (!ended && fill()) {
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      append(end);
      ended = end < limit;
      position = ended ? end + 1 : end;
    }
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    String text = decode();
    return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Whether a byte of the next line is there, so that {@link #next} begins without waiting. */
  public boolean ready() throws IOException {
    return position < limit || in.available() > 0;
  }

  /** Whether there is a byte at the position, after reading on if need be. */
  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, read());
    }
    return position < limit;
  }

  private int read() throws IOException {
    try {
      return in.read(buffer);
    } catch (IOException e) { // the system says what, but not where: "Is a directory"
      throw new IOException(name + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
    }
  }

  private void append(int end) throws IOException {
    int count = end - position;
    if (length + count > LONGEST) {
      throw new IOException(place() + "the line is longer than " + LONGEST + " bytes");
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    System.arraycopy(buffer, position, line, length, count);
    length += count;
  }

  private String decode() throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(line, 0, length);
    CharBuffer out = CharBuffer.allocate(length);
    CoderResult result = decoder.decode(bytes, out, true);
    if (result.isError()) {
      throw new IOException(
          place()
              + "byte 0x%02X at position %d of the line is not UTF-8"
                  .formatted(line[bytes.position()], bytes.position() + 1));
    }
    return out.flip().toString();
  }

  private String place() {
    return name + ":" + number + ": ";
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
