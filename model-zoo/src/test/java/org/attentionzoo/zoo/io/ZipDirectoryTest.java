package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.attentionzoo.zoo.untrusted.ZipEdit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips of two entries whose headers do not tell the truth. */
class ZipDirectoryTest {

  /** Offsets in a header of the directory, as the format has them. */
  private static final int FLAGS = 8;

  private static final int METHOD = 10;
  private static final int CHECKSUM = 16;
  private static final int PACKED = 20;
  private static final int SIZE = 24;
  private static final int PLACE = 42;

  @TempDir Path folder;
  private Path file;
  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("two.zip");
    zip().write(file);
    bytes = Files.readAllBytes(file);
  }

  private static ZipEdit zip() {
    return new ZipEdit()
        .put("one.txt", "1".repeat(1000).getBytes(StandardCharsets.UTF_8))
        .put("two.txt", new byte[] {'2', (byte) 0xff});
  }

  /** Changes the directory's header of an entry. */
  private void edit(String name, Consumer<ByteBuffer> change) throws IOException {
    int start = ZipEdit.last(bytes, name) - 46;
    change.accept(ByteBuffer.wrap(bytes, start, 46).slice().order(ByteOrder.LITTLE_ENDIAN));
    Files.write(file, bytes);
  }

  private void assertRefused(String problem) {
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(
            () -> {
              try (ZipDirectory zip = ZipDirectory.open(file)) {
                for (String name : zip.names()) {
                  zip.bytes(name, 1000);
                }
              }
            })
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }

  @Test
  void entriesAreReadUpToALimit() throws IOException {
    try (ZipDirectory zip = ZipDirectory.open(file)) {
      assertThat(zip.names()).containsExactly("one.txt", "two.txt");
      assertThat(zip.has("one.txt")).isTrue();
      assertThat(zip.has("One.txt")).isFalse();
      assertThat(zip.size("one.txt")).isEqualTo(1000);
      assertThat(zip.packedSize("one.txt")).isLessThan(50);
      assertThat(zip.text("one.txt", 1000)).isEqualTo("1".repeat(1000));
      assertThatExceptionOfType(ModelZipException.class)
          .isThrownBy(() -> zip.bytes("one.txt", 999))
          .withMessage(file + ": one.txt unpacks to 1000 bytes; here it has at most 999");
      assertThatExceptionOfType(ModelZipException.class)
          .isThrownBy(() -> zip.text("two.txt", 10))
          .withMessage(file + ": two.txt is not UTF-8");
    }
  }

  @Test
  void sizesThatDoNotHoldAreFoundOut() throws IOException {
    edit("one.txt", header -> header.putInt(SIZE, 5));
    assertRefused("one.txt holds more than the 5 bytes");
    edit("one.txt", header -> header.putInt(SIZE, 1001));
    assertRefused("one.txt unpacks to 1001 bytes");
    edit("one.txt", header -> header.putInt(SIZE, 1000));
    edit("two.txt", header -> header.putInt(SIZE, 900));
    assertRefused("two.txt ends after 2 of 900 bytes");
  }

  @Test
  void anEntryBeyondTheFileIsRefused() throws IOException {
    edit("two.txt", header -> header.putInt(PACKED, 0x7fffffff));
    assertRefused("damaged");
  }

  @Test
  void anEntryInThePlaceOfAnotherIsRefused() throws IOException {
    edit("two.txt", header -> header.putInt(PLACE, 0));
    assertRefused("two.txt");
  }

  @Test
  void aWrongChecksumIsFoundOut() throws IOException {
    edit("one.txt", header -> header.putInt(CHECKSUM, header.getInt(CHECKSUM) ^ 1));
    assertRefused("one.txt does not have its checksum");
  }

  @Test
  void encryptionAndOtherMethodsAreRefused() throws IOException {
    edit("one.txt", header -> header.putShort(FLAGS, (short) (header.getShort(FLAGS) | 1)));
    assertRefused("encrypted");
    write();
    for (short method : new short[] {1, 9, 14, 99}) {
      edit("one.txt", header -> header.putShort(METHOD, method));
      assertRefused("damaged");
    }
    edit("one.txt", header -> header.putShort(METHOD, (short) 0));
    assertRefused("one.txt is packed otherwise than the directory says");
  }

  @Test
  void aNameThatOccursTwiceIsRefused() throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("two.txt", "one.txt");
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("holds one.txt twice");
  }

  @Test
  void theNumberOfEntriesThatIsClaimedDoesNotMatter() throws IOException {
    int end = bytes.length - 22;
    for (int claimed : new int[] {0, 1, 3, 1000, 65535}) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(end + 8, (short) claimed);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(end + 10, (short) claimed);
      Files.write(file, bytes);
      try (ZipDirectory zip = ZipDirectory.open(file)) {
        assertThat(zip.names()).as("%d", claimed).containsExactly("one.txt", "two.txt");
      } catch (ModelZipException e) {
        assertThat(e).as("%d", claimed).hasMessageContaining("damaged");
      }
    }
  }

  @Test
  void aZipOfThousandsOfEntriesIsNoModel() throws IOException {
    ZipEdit many = zip();
    for (int i = 0; i < 2000; i++) {
      many.put("e" + i, new byte[0]);
    }
    many.write(file);
    assertRefused("it has 2002 entries, and may have 1000");
  }

  @Test
  void javaSerializationIsRefused() throws IOException {
    zip().put("preprocessor.bin", new byte[] {1}).write(file);
    assertRefused("holds preprocessor.bin, which is Java serialization");
  }

  @Test
  void everyByteThatChangesIsFoundOutOrChangesNothing() throws IOException {
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x40;
      Files.write(file, changed);
      try (ZipDirectory zip = ZipDirectory.open(file)) {
        for (String name : zip.names()) {
          byte[] content = zip.bytes(name, 1000);
          assertThat(content).as("byte %d", i).isEqualTo(zip().get(name(name)));
        }
      } catch (ModelZipException e) {
        assertThat(e.getMessage()).as("byte %d", i).doesNotContain("Exception");
      }
    }
  }

  /** A changed name in both headers would be another entry; in one it is refused. */
  private static String name(String name) {
    assertThat(name).isIn("one.txt", "two.txt");
    return name;
  }

  @Test
  void everyTruncationIsTold() throws IOException {
    for (int length = 4; length < bytes.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertRefused("truncated or damaged");
    }
  }
}
