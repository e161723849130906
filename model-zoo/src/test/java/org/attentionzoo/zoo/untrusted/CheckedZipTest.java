package org.attentionzoo.zoo.untrusted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedZipTest {

  // In an entry of the directory, before its name
  private static final int PACKED = 20 - 46;
  private static final int SIZE = 24 - 46;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("a.zip");
    new ZipEdit()
        .put("one.txt", "1111".getBytes(StandardCharsets.UTF_8))
        .put("two.txt", new byte[3000])
        .write(file);
  }

  private void directory(String name, int place, int value) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(ZipEdit.last(bytes, name) + place, value);
    Files.write(file, bytes);
  }

  private void assertRefused(int mostEntries, String problem) {
    assertThatExceptionOfType(ZipException.class)
        .isThrownBy(() -> CheckedZip.open(file, mostEntries).close())
        .withMessageContaining(problem);
  }

  @Test
  void itsEntriesAreThoseOfTheDirectory() throws IOException {
    try (CheckedZip zip = CheckedZip.open(file, 2)) {
      assertThat(zip.names()).containsExactly("one.txt", "two.txt");
      assertThat(zip.has("one.txt")).isTrue();
      assertThat(zip.has("three.txt")).isFalse();
      assertThat(zip.size("two.txt")).isEqualTo(3000);
      assertThat(zip.packedSize("two.txt")).isBetween(1L, 100L);
      try (EntryStream in = zip.stream("one.txt")) {
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("1111");
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> zip.stream("three.txt"))
          .withMessage("the zip has no entry three.txt");
    }
  }

  @Test
  void aZipIsKnownByItsFirstBytes() throws IOException {
    assertThat(CheckedZip.isZip(file)).isTrue();
    for (int i = 0; i < 4; i++) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[i]++;
      assertThat(CheckedZip.isZip(Files.write(folder.resolve("no.zip"), bytes))).isFalse();
    }
    assertThat(CheckedZip.isZip(Files.writeString(folder.resolve("no.zip"), "PK"))).isFalse();
  }

  @Test
  void moreEntriesThanThereMayBeAreRefused() {
    assertRefused(1, "2 entries, and may have 1");
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String other = new String(bytes, StandardCharsets.ISO_8859_1).replace("two.txt", "one.txt");
    Files.write(file, other.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(9, "it holds one.txt twice");
  }

  /** Each alone would fit. */
  @Test
  void entriesThatTogetherAreLargerThanTheFileAreRefused() throws IOException {
    int most = (int) Files.size(file) - 100;
    directory("one.txt", PACKED, most);
    directory("two.txt", PACKED, most);
    assertRefused(9, "the directory says that two.txt goes beyond the file");
  }

  @Test
  void anEntryIsReadAsFarAsTheDirectorySays() throws IOException {
    directory("two.txt", SIZE, 2000);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> {
              try (CheckedZip zip = CheckedZip.open(file, 9);
                  EntryStream in = zip.stream("two.txt")) {
                in.readAllBytes();
              }
            })
        .withMessageContaining("two.txt");
  }
}
