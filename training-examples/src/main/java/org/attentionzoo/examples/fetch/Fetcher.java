package org.attentionzoo.examples.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipException;

/**
 * Fetches files into a folder.
 *
 * <pre>
 * unless the file is there:
 *   download to FILE.part, or the rest of it
 *   unpack to FILE.new, compute SHA-256
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
    Files.createDirectories(folder);
    Path part = folder.resolve(file.remoteName() + ".part");
    try {
      download.fetch(file.uri(), part);
    } catch (IOException e) {
      throw new IOException(
          "%s%nTo do without: get %s with another program or on another machine,%s and put it at %s"
              .formatted(
                  e.getMessage(),
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
    String digest = copy(Files.newInputStream(target), OutputStream.nullOutputStream());
    if (file.sha256() != null && !file.sha256().equals(digest)) {
      throw new IOException(
          "%s is there already, but is another file: its SHA-256 is %s, not %s; move it away first"
              .formatted(target, digest, file.sha256()));
    }
    return digest;
  }

  private static String unpack(PublicFile file, Path part, Path target) throws IOException {
    Path unpacked = target.resolveSibling(file.name() + ".new");
    try {
      String digest;
      try (InputStream in = file.packing().open(part)) {
        digest = copy(in, Files.newOutputStream(unpacked));
      } catch (ZipException | EOFException e) {
        Files.delete(part);
        throw new IOException(
            "%s: what came is damaged or something else and was removed: %s"
                .formatted(file.uri(), e.getMessage()),
            e);
      }
      if (file.sha256() != null && !file.sha256().equals(digest)) {
        Files.delete(part);
        throw new IOException(
            "%s: %s was expected to have the SHA-256 %s, but what came has %s and was removed"
                .formatted(file.uri(), file.name(), file.sha256(), digest));
      }
      Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
      return digest;
    } finally {
      Files.deleteIfExists(unpacked);
    }
  }

  /** Copies all of it, closes both, and returns its SHA-256 in hexadecimal. */
  private static String copy(InputStream in, OutputStream out) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
    try (in;
        OutputStream counted = new DigestOutputStream(out, digest)) {
      in.transferTo(counted);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
