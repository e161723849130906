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
import java.util.Locale;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;

/**
 * The lines of a UTF-8 text, one at a time. Lines end with {@code \n} or {@code \r\n}, and with
 * nothing else: Unicode's other line separators stay in the line, so that line numbers are those of
 * an editor and of {@code wc}. A byte order mark at the start goes.
 */
public final class Utf8Lines implements Closeable {

  /** A longer line is a file that is no text, or has no line breaks. */
  private static final int LONGEST = 16 << 20;

  /** Such a line is passed over, unless it does not end before this. */
  private static final long ENDLESS = 1L << 28;

  private final InputStream in;
  private final String name;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] line = new byte[256];
  private int length;
  private long passedOver;
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
   * @throws BadLineException if the line is longer than 16 MiB or no UTF-8; the message names the
   *     line, the first bad byte and the encoding it may be in. The next call gives the line after
   *     it.
   * @throws IOException if reading fails, a line does not end within 320 MiB or the text is UTF-16
   */
  public String next() throws IOException {
    if (!fill()) {
      return null;
    }
    number++;
    if (number == 1) {
      checkNotUtf16();
    }
    length = 0;
    passedOver = 0;
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
    if (passedOver > 0) {
      throw new BadLineException(tooLong());
    }
    return text();
  }

  /**
   * A line that was found elsewhere, as {@link #next} gives it.
   *
   * @param line its bytes, without the line feed
   * @param name what messages call the text
   * @param number of the line, counted from 1
   * @throws BadLineException if it is no UTF-8; says where
   */
  public static String decode(byte[] line, String name, long number) throws BadLineException {
    Arguments.given("line", line);
    Arguments.within("number", number, 1, Long.MAX_VALUE);
    Utf8Lines one = new Utf8Lines(InputStream.nullInputStream(), name);
    one.line = line;
    one.length = line.length;
    one.number = number;
    return one.text();
  }

  private String text() throws BadLineException {
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
    if (passedOver > 0 || length + count > LONGEST) {
      passedOver += count;
      if (passedOver > ENDLESS) {
        throw new IOException(tooLong());
      }
      return;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    System.arraycopy(buffer, position, line, length, count);
    length += count;
  }

  private void checkNotUtf16() throws IOException {
    Optional<String> encoding = TextEncoding.ofPairs(buffer, limit);
    if (encoding.isPresent()) {
      throw new IOException(name + ": the text is not UTF-8" + TextEncoding.advice(encoding.get()));
    }
  }

  private String decode() throws BadLineException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(line, 0, length);
    CharBuffer out = CharBuffer.allocate(length);
    CoderResult result = decoder.decode(bytes, out, true);
    if (result.isError()) {
      throw new BadLineException(
          place()
              + String.format(
                  Locale.ROOT,
                  "byte 0x%02X at position %d of the line is not UTF-8",
                  line[bytes.position()],
                  bytes.position() + 1)
              + TextEncoding.advice(sample()));
    }
    return out.flip().toString();
  }

  /** The line with what is around it, for more to guess from. */
  private byte[] sample() {
    int from = Math.max(0, position - TextEncoding.SAMPLE / 2);
    byte[] around =
        Arrays.copyOfRange(buffer, from, Math.min(limit, position + TextEncoding.SAMPLE / 2));
    return around.length < length ? Arrays.copyOf(line, length) : around;
  }

  private String tooLong() {
    return place() + "the line is longer than " + LONGEST + " bytes";
  }

  private String place() {
    return name + ":" + number + ": ";
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
