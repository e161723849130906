package org.attentionzoo.zoo.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.attentionzoo.zoo.untrusted.CheckedZip;
import org.attentionzoo.zoo.untrusted.EntryStream;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.deeplearning4j.util.ModelSerializer;

/** An open model zip; nothing of it is unpacked beyond a limit. */
final class ZipDirectory implements Closeable {

  /** A model has about ten entries; a directory of thousands is no model. */
  private static final int MOST_ENTRIES = 1000;

  private final Path file;
  private final CheckedZip zip;

  private ZipDirectory(Path file, CheckedZip zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * @throws ModelZipException if the file is missing, no zip, or its directory cannot be true
   */
  static ZipDirectory open(Path file) throws ModelZipException {
    if (!Files.isRegularFile(file)) {
      throw new ModelZipException(file, Files.exists(file) ? "is not a file" : "does not exist");
    }
    try {
      // a file that starts like a zip but does not open is truncated, any other is no zip
      if (!CheckedZip.isZip(file)) {
        throw new ModelZipException(file, "is not a zip");
      }
      ZipDirectory directory = new ZipDirectory(file, CheckedZip.open(file, MOST_ENTRIES));
      if (directory.has(ModelSerializer.PREPROCESSOR_BIN)) {
        directory.close();
        throw new ModelZipException(
            file,
            "holds "
                + ModelSerializer.PREPROCESSOR_BIN
                + ", which is Java serialization and can run foreign code");
      }
      return directory;
    } catch (IOException | RuntimeException e) {
      throw problem(file, e);
    }
  }

  Path file() {
    return file;
  }

  Iterable<String> names() {
    return zip.names();
  }

  boolean has(String name) {
    return zip.has(name);
  }

  /** Bytes of an entry, unpacked. */
  long size(String name) {
    return zip.size(name);
  }

  /** Bytes of an entry in the file. */
  long packedSize(String name) {
    return zip.packedSize(name);
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
    return zip.stream(name);
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
    if (e instanceof IOException && !(e instanceof ZipException || e instanceof EOFException)) {
      return new ModelZipException(file, "cannot be read: " + e, e);
    }
    return new ModelZipException(file, "the zip is truncated or damaged: " + OneLine.reason(e), e);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
