package org.attentionzoo.zoo.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.deeplearning4j.util.ModelSerializer;

/**
 * An open zip by its central directory, the only place that says what it holds: each name once,
 * each entry with a known size. Nothing is unpacked but what is asked for, and no more of it than
 * its limit.
 */
final class ZipDirectory implements Closeable {

  /** A model has about ten entries; a directory of thousands is no model. */
  private static final int MOST_ENTRIES = 1000;

  /** Names are short; with 1000 bytes an entry there is room for whatever else is noted. */
  private static final long LARGEST_DIRECTORY = 1L << 20;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private ZipDirectory(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * @throws ModelZipException if the file is missing, no zip, or its directory cannot be true
   */
  static ZipDirectory open(Path file) throws ModelZipException {
    checkIsZip(file);
    try {
      DirectoryEnd.check(file, LARGEST_DIRECTORY);
      ZipDirectory directory = new ZipDirectory(file, new ZipFile(file.toFile()));
      try {
        directory.readEntries();
        return directory;
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw problem(file, e);
    }
  }

  /** A file that starts like a zip but does not open is truncated, any other is no zip. */
  private static void checkIsZip(Path file) throws ModelZipException {
    if (!Files.isRegularFile(file)) {
      throw new ModelZipException(file, Files.exists(file) ? "is not a file" : "does not exist");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      if (start.length < 4
          || start[0] != 'P'
          || start[1] != 'K'
          || start[2] != 3
          || start[3] != 4) {
        throw new ModelZipException(file, "is not a zip");
      }
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  private void readEntries() throws IOException {
    if (zip.size() > MOST_ENTRIES) {
      throw new ModelZipException(file, "is not a model: it has " + zip.size() + " entries");
    }
    long room = Files.size(file);
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      if (entry.getSize() < 0 || entry.getCompressedSize() < 0 || entry.getCrc() < 0) {
        throw new ZipException("the directory gives no size of " + name);
      }
      room -= entry.getCompressedSize();
      if (room < 0) {
        throw new ZipException("the directory says that " + name + " goes beyond the file");
      }
      if (name.equals(ModelSerializer.PREPROCESSOR_BIN)) {
        throw new ModelZipException(
            file, "holds " + name + ", which is Java serialization and can run foreign code");
      }
      if (entries.put(name, entry) != null) {
        throw new ModelZipException(file, "holds " + name + " twice");
      }
    }
    LocalHeaders.check(file, entries);
  }

  Path file() {
    return file;
  }

  Iterable<String> names() {
    return entries.keySet();
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** Bytes of an entry, unpacked. */
  long size(String name) {
    return entries.get(name).getSize();
  }

  /** Bytes of an entry in the file. */
  long packedSize(String name) {
    return entries.get(name).getCompressedSize();
  }

  /**
   * @throws ModelZipException if the entry is larger than {@code limit}
   */
  void checkSize(String name, long limit) throws ModelZipException {
    if (size(name) > limit) {
      throw new ModelZipException(
          file, name + " unpacks to " + size(name) + " bytes; here it has at most " + limit);
    }
  }

  /** The content of an entry; reading it fails where it is not what the directory says. */
  EntryStream stream(String name) throws IOException {
    ZipEntry entry = entries.get(name);
    return new EntryStream(zip.getInputStream(entry), entry);
  }

  /**
   * The whole content of an entry.
   *
   * @throws ModelZipException if it is larger than {@code limit}, or damaged
   */
  byte[] bytes(String name, long limit) throws ModelZipException {
    checkSize(name, limit);
    try (EntryStream in = stream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  /**
   * The whole content of an entry, as text.
   *
   * @throws ModelZipException if it is larger than {@code limit}, damaged, or not UTF-8
   */
  String text(String name, long limit) throws ModelZipException {
    byte[] bytes = bytes(name, limit);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelZipException(file, name + " is not UTF-8", e);
    }
  }

  /** What an error of the zip or of the disk means. */
  static ModelZipException problem(Path file, Exception e) {
    if (e instanceof ModelZipException told) {
      return told;
    }
    if (e instanceof IOException
        && !(e instanceof ZipException || e instanceof java.io.EOFException)) {
      return new ModelZipException(file, "cannot be read: " + e, e);
    }
    return new ModelZipException(file, "the zip is truncated or damaged: " + OneLine.reason(e), e);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
