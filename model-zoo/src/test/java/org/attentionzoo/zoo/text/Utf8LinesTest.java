package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Utf8LinesTest {

  @Test
  void linesEndAtLineFeedsOnly() throws IOException {
    assertThat(lines("a\r\nb\u2028c\u0085d\n\n e\rf "))
        .containsExactly("a", "b\u2028c\u0085d", "", " e\rf ");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("");
    assertThat(lines("a\n")).containsExactly("a");
  }

  @Test
  void aByteOrderMarkGoes() throws IOException {
    assertThat(lines("\uFEFFa\n\uFEFFb")).containsExactly("a", "\uFEFFb");
  }

  @Test
  void longLinesCrossTheBuffer() throws IOException {
    String megabyte = "äöü日😀".repeat(80_000);
    assertThat(lines(megabyte + "\nb\n" + megabyte)).containsExactly(megabyte, "b", megabyte);
  }

  @Test
  void aBadByteIsNamedWithItsLine() throws IOException {
    byte[] bytes = "good\nb?d\ngood again".getBytes(StandardCharsets.US_ASCII);
    bytes[6] = (byte) 0xFF;
    Utf8Lines lines = new Utf8Lines(new ByteArrayInputStream(bytes), "text.de");
    assertThat(lines.next()).isEqualTo("good");
    assertThatIOException()
        .isThrownBy(lines::next)
        .isInstanceOf(BadLineException.class)
        .withMessageStartingWith("text.de:2: byte 0xFF at position 2 of the line is not UTF-8");
    assertThat(lines.next()).as("after it").isEqualTo("good again");
  }

  @Test
  void theEncodingIsGuessedWithHowToConvertIt() {
    Map<String, String> texts =
        Map.of(
            "ISO-8859-1", "Ein Mann läuft über die Straße.\nDas ist schön, sagt Jörg zu Käthe.\n",
            "windows-1252",
                "Le caf\u00e9 \u201ccoûte\u201d 3 \u20ac à l\u2019été, c\u2019est très cher.\n",
            "Shift_JIS", "これは日本語の文章です。今日は天気がいいですね。\n",
            "windows-1251", "Быстрая коричневая лиса прыгает через ленивую собаку.\n");
    texts.forEach(
        (encoding, text) ->
            assertThatIOException()
                .as(encoding)
                .isThrownBy(() -> all(text.getBytes(Charset.forName(encoding))))
                .withMessageContaining("it looks like " + encoding)
                .withMessageContaining("\"iconv -f " + encoding + " -t UTF-8\""));
  }

  @Test
  void utf16IsNamedAtTheFirstLine() {
    for (String encoding : List.of("UTF-16LE", "UTF-16BE")) {
      for (String mark : List.of("", "\uFEFF")) {
        assertThatIOException()
            .isThrownBy(() -> all((mark + "a dog\ntwo dogs\n").getBytes(Charset.forName(encoding))))
            .isNotInstanceOf(BadLineException.class)
            .withMessageStartingWith("text: the text is not UTF-8; it looks like " + encoding);
      }
    }
  }

  @Test
  void aCutOffCharacterAtTheEndOfALineIsNamed() {
    byte[] bytes = {'a', (byte) 0xC3, '\n', 'b'};
    Utf8Lines lines = new Utf8Lines(new ByteArrayInputStream(bytes), "x");
    assertThatIOException().isThrownBy(lines::next).withMessageStartingWith("x:1: byte 0xC3");
  }

  @Test
  void aLineWithoutEndIsAnError() {
    Utf8Lines lines =
        new Utf8Lines(
            new InputStream() {
              @Override
              public int read() {
                return 'a';
              }

              @Override
              public int read(byte[] buffer, int offset, int length) {
                Arrays.fill(buffer, offset, offset + length, (byte) 'a');
                return length;
              }
            },
            "endless");
    assertThatIOException()
        .isThrownBy(lines::next)
        .withMessageStartingWith("endless:1: the line is longer");
  }

  @Test
  void aLineThatIsTooLongIsPassedOver() throws IOException {
    byte[] start = new byte[65 << 20];
    Arrays.fill(start, (byte) 'a');
    byte[] end = "\nb".getBytes(StandardCharsets.US_ASCII);
    Utf8Lines lines =
        new Utf8Lines(
            new SequenceInputStream(new ByteArrayInputStream(start), new ByteArrayInputStream(end)),
            "text");
    assertThatIOException()
        .isThrownBy(lines::next)
        .isInstanceOf(BadLineException.class)
        .withMessage("text:1: the line is longer than 16777216 bytes");
    assertThat(lines.next()).isEqualTo("b");
    assertThat(lines.number()).isEqualTo(2);
    assertThat(lines.next()).isNull();
  }

  @Test
  void linesAreCountedAndReadyAsSoonAsTheyAreThere() throws IOException {
    byte[] bytes = "a\nb".getBytes(StandardCharsets.UTF_8);
    try (Utf8Lines lines = new Utf8Lines(new ByteArrayInputStream(bytes), "text")) {
      assertThat(lines.number()).isZero();
      assertThat(lines.ready()).isTrue();
      assertThat(lines.next()).isEqualTo("a");
      assertThat(lines.ready()).isTrue();
      assertThat(lines.next()).isEqualTo("b");
      assertThat(lines.number()).isEqualTo(2);
      assertThat(lines.ready()).isFalse();
      assertThat(lines.next()).isNull();
      assertThat(lines.number()).isEqualTo(2);
    }
  }

  private static List<String> lines(String text) throws IOException {
    return all(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> all(byte[] text) throws IOException {
    Utf8Lines lines = new Utf8Lines(new ByteArrayInputStream(text), "text");
    List<String> all = new ArrayList<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      all.add(line);
    }
    return all;
  }
}
