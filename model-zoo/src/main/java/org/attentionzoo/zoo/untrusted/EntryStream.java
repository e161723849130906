package org.attentionzoo.zoo.untrusted;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * The content of an entry, which has to be what the zip's directory says: so many bytes, with this
 * checksum. Java's own stream checks neither.
 */
public final class EntryStream extends InputStream {

  private final InputStream in;
  private final ZipEntry entry;
  private final CRC32 crc = new CRC32();
  private long count;

  EntryStream(InputStream in, ZipEntry entry) {
    this.in = in;
    this.entry = entry;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    int read = in.read(into, offset, length);
    if (read < 0) {
      if (count < entry.getSize()) {
        throw wrong("ends after " + count + " of " + entry.getSize() + " bytes");
      }
      if (crc.getValue() != entry.getCrc()) {
        throw wrong("does not have its checksum");
      }
      return -1;
    }
    count += read;
    if (count > entry.getSize()) {
      throw wrong("holds more than the " + entry.getSize() + " bytes that it should");
    }
    crc.update(into, offset, read);
    return read;
  }

  /**
   * Reads what is left, which should be nothing.
   *
   * @throws IOException if there is more, or the checksum differs
   */
  public void finish() throws IOException {
    if (read() >= 0) {
      throw wrong("goes on after its end");
    }
  }

  private ZipException wrong(String problem) {
    return new ZipException(entry.getName() + " " + problem);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
