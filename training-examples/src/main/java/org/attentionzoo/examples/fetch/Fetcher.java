package org.attentionzoo.examples.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipException;
import org.attentionzoo.examples.report.AtomicFiles;
import org.attentionzoo.zoo.download.Download;
import org.attentionzoo.zoo.download.TooLargeException;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.file.Sha256;

/**
 * Fetches files into a folder.
 *
 * <pre>
 * unless the file is there:
 *   download to FILE.part, or the rest of it
 *   unpack it beside FILE, compute SHA-256
 *   move to FILE if it is the wanted one
 * </pre>
 */
final class Fetcher {

  private final Path folder;
  private final Download download;

  /**
   * @param folder gets the files
   * @param download fetches each
   */
  Fetcher(Path folder, Download download) {
    this.folder = folder;
    this.download = download;
  }

  /**
   * Fetches a file that is not there yet.
   *
   * @return its SHA-256
   * @throws IOException if it cannot be fetched or is another than expected; says what to do
   */
  String fetch(PublicFile file) throws IOException {
    Path target = folder.resolve(file.name());
    if (Files.exists(target)) {
      return present(file, target);
    }
    try (LockedFolder locked = LockedFolder.open(folder)) {
      return fetch(file, target);
    }
  }

  private String fetch(PublicFile file, Path target) throws IOException {
    Path part = folder.resolve(file.remoteName() + ".part");
    try {
      download.fetch(file.uri(), part, file.maxBytes());
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s\nTo do without: get %s with another program or on another machine,%s and put it at %s",
              message(e),
              file.uri(),
              file.packing() == Packing.NONE ? "" : " unpack it,",
              target),
          e);
    }
    String digest = unpack(file, part, target);
    Files.delete(part);
    return digest;
  }

  /** Leaves an existing file alone. */
  private static String present(PublicFile file, Path target) throws IOException {
    String digest = Sha256.of(target);
    if (file.sha256() != null && !file.sha256().equals(digest)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is there already, but is another file: its SHA-256 is %s, not %s; move it away first",
              target,
              digest,
              file.sha256()));
    }
    return digest;
  }

  private static String unpack(PublicFile file, Path part, Path target) throws IOException {
    Sha256 digest = new Sha256();
    try (InputStream in = file.packing().open(part)) {
      AtomicFiles.write(
          target,
          out -> {
            copy(in, digest.of(out), file.maxBytes(), part);
            check(file, digest);
          });
    } catch (ZipException | EOFException e) {
      Files.delete(part);
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: what came is damaged or something else and was removed: %s",
              file.uri(),
              e.getMessage()),
          e);
    } catch (OtherFileException e) {
      Files.delete(part);
      throw e;
    } catch (TooLargeException e) {
      throw new IOException(message(e), e);
    }
    return digest.hex();
  }

  private static String message(IOException e) {
    return e instanceof TooLargeException
        ? e.getMessage() + "; --max-bytes allows more"
        : e.getMessage();
  }

  private static void check(PublicFile file, Sha256 digest) throws OtherFileException {
    String found = digest.hex();
    if (file.sha256() != null && !file.sha256().equals(found)) {
      throw new OtherFileException(
          String.format(
              Locale.ROOT,
              "%s: %s was expected to have the SHA-256 %s, but what came has %s and was removed",
              file.uri(),
              file.name(),
              file.sha256(),
              found));
    }
  }

  /** A file with another digest than it should have. */
  private static final class OtherFileException extends IOException {
    private static final long serialVersionUID = 1L;

    OtherFileException(String message) {
      super(message);
    }
  }

  /** Copies all of it, unless it is a bomb. */
  private static void copy(InputStream in, OutputStream out, long most, Path part)
      throws IOException {
    long count = 0;
    byte[] buffer = new byte[1 << 14];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      count += n;
      if (count > most) {
        throw new TooLargeException(part + ", unpacked,", count, most);
      }
      out.write(buffer, 0, n);
    }
  }
}
