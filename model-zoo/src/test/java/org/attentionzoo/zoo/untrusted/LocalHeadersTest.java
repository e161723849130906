package org.attentionzoo.zoo.untrusted;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHeadersTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.zip");
  }

  private static ZipEdit zip() {
    return new ZipEdit()
        .put("one.txt", "1111".getBytes(StandardCharsets.UTF_8))
        .put("größe.txt", new byte[3000]);
  }

  private void check() throws IOException {
    Map<String, ZipEntry> directory = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      zip.stream().forEach(entry -> directory.put(entry.getName(), entry));
    }
    LocalHeaders.check(file, directory);
  }

  private void assertRefused(String problem) {
    assertThatThrownBy(this::check).isInstanceOf(ZipException.class).hasMessageContaining(problem);
  }

  @Test
  void zipsOfEachLayoutPass() throws IOException {
    zip().write(file);
    assertThatCode(this::check).doesNotThrowAnyException();
    zip().writeStored(file);
    assertThatCode(this::check).doesNotThrowAnyException();
    try (FileSystem system = FileSystems.newFileSystem(file)) {
      Files.writeString(system.getPath("three.txt"), "3");
      Files.delete(system.getPath("one.txt"));
    }
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  /** As who reads the file as a stream would see it, though the directory does not have it. */
  @Test
  void anEntryThatOnlyItsHeaderHasIsRefused() throws IOException {
    writeWithMore("hidden.bin");
    assertRefused("it holds hidden.bin, which its directory does not have");
  }

  @Test
  void aSecondEntryOfANameIsRefused() throws IOException {
    writeWithMore("one.txt");
    byte[] bytes = Files.readAllBytes(file);
    int second = ZipEdit.last(Arrays.copyOf(bytes, ZipEdit.last(bytes, "one.txt") - 46), "one.txt");
    System.arraycopy(bytes, 0, bytes, second - 30, 30 + "one.txt".length() + 4);
    Files.write(file, bytes);
    assertRefused("it holds one.txt twice");
  }

  @Test
  void anotherMethodInAHeaderIsRefused() throws IOException {
    zip().writeStored(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 8;
    Files.write(file, bytes);
    assertRefused("one.txt is packed otherwise than the directory says");
  }

  /** An entry of four bytes more before the directory, which does not have it. */
  private void writeWithMore(String name) throws IOException {
    new ZipEdit().put(name, new byte[] {1, 2, 3, 4}).writeStored(file);
    byte[] other = Files.readAllBytes(file);
    int length = 30 + name.length() + 4;
    zip().writeStored(file);
    byte[] bytes = Files.readAllBytes(file);
    int directory = ZipEdit.last(bytes, "one.txt") - 46;
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(bytes, 0, directory);
    both.write(other, 0, length);
    both.write(bytes, directory, bytes.length - directory);
    byte[] joined = both.toByteArray();
    ByteBuffer end = ByteBuffer.wrap(joined).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(joined.length - 6, directory + length); // where the directory starts
    Files.write(file, joined);
  }

  @Test
  void otherSizesInAHeaderAreRefused() throws IOException {
    zip().writeStored(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int offset : new int[] {14, 18, 22}) {
      byte[] changed = bytes.clone();
      changed[offset]++;
      Files.write(file, changed);
      assertRefused("one.txt has other sizes or another checksum than the directory says");
    }
  }

  @Test
  void bytesBetweenEntriesAreRefused() throws IOException {
    zip().write(file);
    byte[] bytes = Files.readAllBytes(file);
    int second = ZipEdit.first(bytes, "gr") - 30;
    bytes[second] = 'X';
    Files.write(file, bytes);
    assertRefused("one.txt ends elsewhere than the directory says");
  }
}
