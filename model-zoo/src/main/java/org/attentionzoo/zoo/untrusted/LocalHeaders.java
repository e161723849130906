package org.attentionzoo.zoo.untrusted;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * The headers that stand before each entry of a zip. Who reads a zip as a stream, as DL4J does,
 * knows only these; who reads it by its directory, as this library does, skips them. Here both have
 * to tell the same, so that a zip that was checked is the same for all: entry follows entry from
 * the start of the file to the directory, each one listed there, with the same sizes.
 */
final class LocalHeaders {

  private static final int LOCAL = 0x04034b50;
  private static final int DIRECTORY = 0x02014b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int LENGTH = 30;
  private static final int ENCRYPTED = 1;
  private static final int SIZES_FOLLOW = 1 << 3;

  /** Of a descriptor: with and without signature, with sizes of 4 and of 8 bytes. */
  private static final int[] DESCRIPTOR_LENGTHS = {16, 24, 12, 20};

  private final FileChannel file;
  private final Map<String, ZipEntry> directory;
  private final Set<String> seen = new HashSet<>();

  private LocalHeaders(FileChannel file, Map<String, ZipEntry> directory) {
    this.file = file;
    this.directory = directory;
  }

  /**
   * @throws ZipException if headers and directory differ; says where
   */
  static void check(Path path, Map<String, ZipEntry> directory) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      LocalHeaders headers = new LocalHeaders(file, directory);
      long position = 0;
      while (headers.signature(position) == LOCAL) {
        position = headers.next(position);
      }
      if (headers.signature(position) != DIRECTORY || headers.seen.size() < directory.size()) {
        throw new ZipException("the entries do not follow each other up to the directory");
      }
    }
  }

  private long next(long position) throws IOException {
    ByteBuffer header = read(position, LENGTH);
    int flags = header.getShort(6);
    int nameLength = Short.toUnsignedInt(header.getShort(26));
    long content = position + LENGTH + nameLength + Short.toUnsignedInt(header.getShort(28));
    String name = StandardCharsets.UTF_8.decode(read(position + LENGTH, nameLength)).toString();
    ZipEntry entry = directory.get(name);
    if (entry == null) {
      throw new ZipException("it holds " + name + ", which its directory does not have");
    }
    if (!seen.add(name)) {
      throw new ZipException("it holds " + name + " twice");
    }
    if ((flags & ENCRYPTED) != 0) {
      throw new ZipException(name + " is encrypted");
    }
    if (header.getShort(8) != entry.getMethod()) {
      throw new ZipException(name + " is packed otherwise than the directory says");
    }
    long end = content + entry.getCompressedSize();
    if ((flags & SIZES_FOLLOW) != 0) {
      return afterDescriptor(name, end);
    }
    if (header.getInt(14) != (int) entry.getCrc()
        || differs(header.getInt(18), entry.getCompressedSize())
        || differs(header.getInt(22), entry.getSize())) {
      throw new ZipException(name + " has other sizes or another checksum than the directory says");
    }
    return end;
  }

  /** −1 stands for a size beyond 4 GB, which is elsewhere. */
  private static boolean differs(int stated, long size) {
    return stated != -1 && Integer.toUnsignedLong(stated) != size;
  }

  private long afterDescriptor(String name, long end) throws IOException {
    boolean signed = signature(end) == DESCRIPTOR;
    for (int length : DESCRIPTOR_LENGTHS) {
      int following = signature(end + length);
      if (signed == (length % 8 == 0) && (following == LOCAL || following == DIRECTORY)) {
        return end + length;
      }
    }
    throw new ZipException(name + " ends elsewhere than the directory says");
  }

  /** The four bytes at a position, 0 beyond the end. */
  private int signature(long position) throws IOException {
    return position + Integer.BYTES > file.size() ? 0 : read(position, Integer.BYTES).getInt(0);
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new ZipException("it ends within the header of an entry");
      }
    }
    return bytes.flip();
  }
}
