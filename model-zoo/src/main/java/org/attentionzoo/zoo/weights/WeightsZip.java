package org.attentionzoo.zoo.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipException;
import org.attentionzoo.zoo.untrusted.CheckedZip;
import org.attentionzoo.zoo.untrusted.EntryStream;

/** A zip of arrays, NumPy's or PyTorch's; no entry of it unpacks to more than weights do. */
final class WeightsZip implements Closeable {

  /** Of a model of thousands of layers. */
  private static final int MOST_ENTRIES = 1 << 16;

  /** Numbers hardly get smaller, unless all are zero; then they may be so many bytes. */
  private static final int MOST_SHRINKING = 64;

  private static final long ALWAYS = 1 << 20;

  private final CheckedZip zip;

  /**
   * @throws WeightsException if there is no such file, or it is no zip
   * @throws IOException if the zip is damaged
   */
  WeightsZip(Path file) throws IOException {
    if (!isZip(file)) {
      throw new WeightsException(file, "is not a zip");
    }
    zip = CheckedZip.open(file, MOST_ENTRIES);
    try {
      for (String name : zip.names()) {
        if (zip.size(name) > Math.max(ALWAYS, MOST_SHRINKING * zip.packedSize(name))) {
          throw new ZipException(
              name + " unpacks from " + zip.packedSize(name) + " to " + zip.size(name) + " bytes");
        }
      }
    } catch (IOException e) {
      zip.close();
      throw e;
    }
  }

  /**
   * @throws WeightsException if there is no such file, or it cannot be read
   */
  static boolean isZip(Path file) throws WeightsException {
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(file, Files.exists(file) ? "is not a file" : "does not exist");
    }
    try {
      return CheckedZip.isZip(file);
    } catch (IOException e) {
      throw new WeightsException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  Set<String> names() {
    return zip.names();
  }

  boolean has(String name) {
    return zip.has(name);
  }

  long size(String name) {
    return zip.size(name);
  }

  EntryStream stream(String name) throws IOException {
    return zip.stream(name);
  }

  /**
   * A whole entry.
   *
   * @throws IllegalArgumentException if it is larger than {@code most}
   */
  byte[] bytes(String name, long most) throws IOException {
    if (zip.size(name) > most) {
      throw new IllegalArgumentException(
          name + " has " + zip.size(name) + " bytes, and may have " + most);
    }
    try (EntryStream in = zip.stream(name)) {
      return in.readAllBytes();
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
