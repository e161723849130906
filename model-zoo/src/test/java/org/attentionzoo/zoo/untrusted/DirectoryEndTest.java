package org.attentionzoo.zoo.untrusted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips of one entry whose end tells another directory than they have. */
class DirectoryEndTest {

  private static final int HUGE = 300 << 20;
  private static final int LENGTH = 22;

  @TempDir Path folder;
  private Path file;
  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("one.zip");
    new ZipEdit().put("one.txt", "1".getBytes(StandardCharsets.UTF_8)).write(file);
    bytes = Files.readAllBytes(file);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The entry, a hole as large as the directory is said to be, and records. */
  private void writeWithHole(int hole, byte[]... records) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(0);
      out.write(bytes);
      out.setLength(bytes.length + (long) hole);
      out.seek(out.length());
      for (byte[] record : records) {
        out.write(record);
      }
    }
  }

  private static byte[] end(int entries, int size, int start) {
    return little(LENGTH)
        .putInt(0x06054b50)
        .putInt(0)
        .putShort((short) entries)
        .putShort((short) entries)
        .putInt(size)
        .putInt(start)
        .array();
  }

  /** The record of a large zip with its locator. */
  private static byte[] large(long entries, long size, long start, long place) {
    return little(76)
        .putInt(0x06064b50)
        .putLong(44)
        .putInt(0)
        .putLong(0)
        .putLong(entries)
        .putLong(entries)
        .putLong(size)
        .putLong(start)
        .putInt(0x07064b50)
        .putInt(0)
        .putLong(place)
        .putInt(1)
        .array();
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private void assertRefusedWithoutReading(String problem) {
    long before = allocated();
    assertThatExceptionOfType(ZipException.class)
        .isThrownBy(() -> CheckedZip.open(file, 1024).close())
        .withMessageContaining(problem);
    assertThat(allocated() - before).isLessThan(8 << 20);
  }

  @Test
  void aDirectoryOfHundredsOfMegabytesIsNotRead() throws IOException {
    writeWithHole(HUGE, end(1, HUGE, bytes.length));
    assertRefusedWithoutReading("its directory has 314572800 bytes, and may have 1048576");
  }

  @Test
  void norInALargeZip() throws IOException {
    byte[] large = large(1, HUGE, bytes.length, bytes.length + (long) HUGE);
    writeWithHole(HUGE, large, end(0xffff, -1, -1));
    assertRefusedWithoutReading("its directory has 314572800 bytes");
    writeWithHole(HUGE, large, end(1, HUGE, bytes.length));
    assertRefusedWithoutReading("its directory has 314572800 bytes");
    writeWithHole(HUGE, large(1, -5, bytes.length, bytes.length + (long) HUGE), end(1, -1, -1));
    assertRefusedWithoutReading("its directory has -5 bytes");
  }

  @Test
  void norBeforeACommentOrPadding() throws IOException {
    byte[] end = end(1, HUGE, bytes.length);
    byte[] comment = new byte[60_000];
    ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).putShort(20, (short) comment.length);
    writeWithHole(HUGE, end, comment);
    assertRefusedWithoutReading("its directory has 314572800 bytes");

    writeWithHole(HUGE, end(1, HUGE, bytes.length), new byte[100]);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(bytes.length);
      out.write(new byte[] {'P', 'K', 1, 2});
    }
    assertRefusedWithoutReading("its directory has 314572800 bytes");
  }

  @Test
  void moreEntriesThanTheDirectoryHasRoomForAreRefused() throws IOException {
    int end = bytes.length - LENGTH;
    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size = record.getInt(end + 12);
    int start = record.getInt(end + 16);
    long entries = 500_000_000;
    byte[] before = Arrays.copyOf(bytes, end);
    Files.write(file, before);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(end);
      out.write(large(entries, size, start, end));
      out.write(end(0xffff, size, start));
    }
    assertRefusedWithoutReading(
        "its directory of " + size + " bytes cannot have 500000000 entries");
  }

  @Test
  void aTrueEndIsFoundBehindAnything() throws IOException {
    DirectoryEnd.check(file, 100);
    byte[] commented = Arrays.copyOf(bytes, bytes.length + 0xffff);
    commented[bytes.length - 2] = (byte) 0xff;
    commented[bytes.length - 1] = (byte) 0xff;
    Files.write(file, commented);
    DirectoryEnd.check(file, 100);
    byte[] padded = Arrays.copyOf(bytes, bytes.length + 50);
    System.arraycopy(end(9, 9, 9), 0, padded, bytes.length + 4, LENGTH); // says what is not there
    Files.write(file, padded);
    DirectoryEnd.check(file, 100);
  }
}
