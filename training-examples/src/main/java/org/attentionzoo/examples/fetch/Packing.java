package org.attentionzoo.examples.fetch;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** How a file is packed where it is fetched from. */
@FunctionalInterface
interface Packing {

  /** Not at all. */
  Packing NONE = Files::newInputStream;

  /** By gzip. */
  Packing GZIP = file -> new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)));

  /**
   * Reads the content of a fetched file.
   *
   * @throws IOException if it cannot be read or is not packed like this
   */
  InputStream open(Path file) throws IOException;

  /** As an entry of a zip. */
  static Packing zipEntry(String name) {
    return file -> {
      ZipFile zip = new ZipFile(file.toFile());
      try {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
          throw new ZipException("holds no " + name);
        }
        return verified(zip.getInputStream(entry), entry, zip);
      } catch (IOException e) {
        zip.close();
        throw e;
      }
    };
  }

  /** Holds the content against its checksum, which Java's zip files do not; closes the zip. */
  private static InputStream verified(InputStream in, ZipEntry entry, ZipFile zip) {
    CRC32 checksum = new CRC32();
    return new FilterInputStream(new CheckedInputStream(in, checksum)) {
      @Override
      public int read(byte[] bytes, int from, int count) throws IOException {
        int n = super.read(bytes, from, count);
        if (n < 0 && checksum.getValue() != entry.getCrc()) {
          throw new ZipException(entry.getName() + " does not fit its checksum");
        }
        return n;
      }

      @Override
      public void close() throws IOException {
        super.close();
        zip.close();
      }
    };
  }
}
