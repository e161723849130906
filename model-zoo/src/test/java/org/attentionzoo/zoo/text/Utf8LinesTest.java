package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    byte[] bytes = "good\nb?d\n".getBytes(StandardCharsets.US_ASCII);
    bytes[6] = (byte) 0xFF;
    Utf8Lines lines = new Utf8Lines(new ByteArrayInputStream(bytes), "text.de");
    assertThat(lines.next()).isEqualTo("good");
    assertThatIOException()
        .isThrownBy(lines::next)
        .withMessage("text.de:2: byte 0xFF at position 2 of the line is not UTF-8");
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
    Utf8Lines lines =
        new Utf8Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text");
    List<String> all = new ArrayList<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      all.add(line);
    }
    return all;
  }
}
