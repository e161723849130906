package org.attentionzoo.zoo.untrusted;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * The record at the end of a zip that says how large its directory is. The JDK takes the memory for
 * what it says, up to 2 GB, before it reads an entry; so it is looked at before, where the JDK
 * looks: at the last place whose comment goes up to the end of the file, and for the record of
 * large zips (Zip64) that may stand before it.
 */
final class DirectoryEnd {

  private static final int END = 0x06054b50;
  private static final int LARGE_END = 0x06064b50;
  private static final int LARGE_LOCATOR = 0x07064b50;
  private static final int DIRECTORY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;

  private static final int LENGTH = 22;
  private static final int LARGE_LENGTH = 56;
  private static final int LOCATOR_LENGTH = 20;
  private static final int ENTRY_LENGTH = 46;
  private static final int LONGEST_COMMENT = 0xffff;

  /** What a record says of the directory; none of the numbers is negative if it can be true. */
  private record Size(long entries, long bytes, long start) {}

  private final FileChannel file;

  private DirectoryEnd(FileChannel file) {
    this.file = file;
  }

  /**
   * @param mostBytes how large the directory may be
   * @throws ZipException if it is larger, or too small for its entries, or there is none
   */
  static void check(Path path, long mostBytes) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      Size directory = new DirectoryEnd(file).find();
      if (directory.bytes < 0 || directory.bytes > mostBytes) {
        throw new ZipException(
            String.format(
                Locale.ROOT,
                "its directory has %d bytes, and may have %d",
                directory.bytes,
                mostBytes));
      }
      if (directory.entries < 0 || directory.entries > directory.bytes / ENTRY_LENGTH) {
        throw new ZipException(
            String.format(
                Locale.ROOT,
                "its directory of %d bytes cannot have %d entries",
                directory.bytes,
                directory.entries));
      }
    }
  }

  private Size find() throws IOException {
    int room = (int) Math.min(file.size(), LENGTH + LONGEST_COMMENT);
    long start = file.size() - room;
    ByteBuffer tail = read(start, room);
    for (int at = room - LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END) {
        Size size = size(tail, at);
        if (at + LENGTH + unsigned(tail.getShort(at + 20)) == room || fits(size, start + at)) {
          return largeOr(size, start + at);
        }
      }
    }
    throw new ZipException("it has no directory");
  }

  private static Size size(ByteBuffer tail, int at) {
    return new Size(
        unsigned(tail.getShort(at + 10)),
        Integer.toUnsignedLong(tail.getInt(at + 12)),
        Integer.toUnsignedLong(tail.getInt(at + 16)));
  }

  /** Whether the record is one although something follows it. */
  private boolean fits(Size size, long end) throws IOException {
    long directory = end - size.bytes;
    return signature(directory) == DIRECTORY && signature(directory - size.start) == LOCAL;
  }

  /** What the record of a large zip says, if it is there and does not contradict the other. */
  private Size largeOr(Size small, long end) throws IOException {
    if (signature(end - LOCATOR_LENGTH) != LARGE_LOCATOR) {
      return small;
    }
    long place = read(end - LOCATOR_LENGTH, LOCATOR_LENGTH).getLong(8);
    if (place > file.size() - LARGE_LENGTH || signature(place) != LARGE_END) {
      return small;
    }
    ByteBuffer record = read(place, LARGE_LENGTH);
    Size large = new Size(record.getLong(32), record.getLong(40), record.getLong(48));
    return agree(small.entries, large.entries, 0xffff)
            && agree(small.bytes, large.bytes, 0xffffffffL)
            && agree(small.start, large.start, 0xffffffffL)
        ? large
        : small;
  }

  /**
   * @param elsewhere stands for a number that does not fit
   */
  private static boolean agree(long small, long large, long elsewhere) {
    return small == large || small == elsewhere;
  }

  private static int unsigned(short value) {
    return Short.toUnsignedInt(value);
  }

  /** The four bytes at a position, 0 outside the file. */
  private int signature(long position) throws IOException {
    return position < 0 || position > file.size() - Integer.BYTES
        ? 0
        : read(position, Integer.BYTES).getInt(0);
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new ZipException("it got shorter while it was read");
      }
    }
    return bytes.flip();
  }
}
