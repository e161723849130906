package org.attentionzoo.zoo.weights;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file that is read at any place, by any thread. It is not mapped into memory: a file that gets
 * shorter meanwhile would end the JVM; and it is no channel, which an interrupt would close.
 */
final class FileBytes implements Closeable {

  private final RandomAccessFile file;
  private final long size;

  /**
   * @throws WeightsException if there is no such file, or it cannot be read
   */
  FileBytes(Path path) throws WeightsException {
    if (!Files.isRegularFile(path)) {
      throw new WeightsException(path, Files.exists(path) ? "is not a file" : "does not exist");
    }
    try {
      file = new RandomAccessFile(path.toFile(), "r");
      size = file.length();
    } catch (IOException e) {
      throw new WeightsException(path, "cannot be read: " + e.getMessage(), e);
    }
  }

  long size() {
    return size;
  }

  private synchronized int read(long position, byte[] into, int offset, int length)
      throws IOException {
    file.seek(position);
    return file.read(into, offset, length);
  }

  /**
   * @throws EOFException if the file has become shorter
   */
  byte[] bytes(long start, int length) throws IOException {
    byte[] bytes = stream(start, length).readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("it ends within " + length + " bytes at " + start);
    }
    return bytes;
  }

  /** Bytes from a place on; closing the stream does nothing. */
  InputStream stream(long start, long length) {
    return new InputStream() {
      private long done;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, into.length);
        if (count == 0) {
          return 0;
        }
        if (done == length) {
          return -1;
        }
        int n =
            FileBytes.this.read(start + done, into, offset, (int) Math.min(count, length - done));
        done += Math.max(0, n);
        return n;
      }
    };
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
