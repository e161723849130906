package org.attentionzoo.examples.report;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes files whole or not at all: beside the file, which is replaced when all is on the disk. */
public final class AtomicFiles {

  private static final Pattern TEMPORARY =
      Pattern.compile(".+\\.\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\.tmp");

  /** What names begin with that lead to streams of a process, even where such a one is a file. */
  private static final List<Path> STREAMS = List.of(Path.of("/dev"), Path.of("/proc"));

  private static final int MOST_LINKS = 40;

  private AtomicFiles() {}

  /** What a file will hold. */
  @FunctionalInterface
  public interface Content {

    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces a file by bytes.
   *
   * @throws IOException if it cannot be written; names the file, which stays as it was
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path target = target(file);
    write(file, target, temporary(target), out -> out.write(content));
  }

  /** Replaces a file by UTF-8 text. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Replaces a file by what may take long to come. Until it is complete the file holds the old
   * content, which may be read meanwhile. A link stays, and leads to the new content. What is no
   * regular file, such as a pipe or {@code /dev/stdout}, cannot be replaced: it is written to.
   *
   * @throws IOException if it cannot be written, names the file; or what {@code content} throws;
   *     the file stays as it was
   */
  public static void write(Path file, Content content) throws IOException {
    Path target = target(file);
    Path temporary = temporary(target);
    temporary.toFile().deleteOnExit(); // Ctrl-C
    write(file, target, temporary, content);
  }

  private static void write(Path file, Path target, Path temporary, Content content)
      throws IOException {
    if (isStream(target)) {
      try (OutputStream out = open(file, target, StandardOpenOption.APPEND)) {
        content.writeTo(out);
      }
      return;
    }
    if (Files.isDirectory(target)) {
      throw new IOException(file + ": cannot be written, it is a folder");
    }
    try (OutputStream out = open(file, temporary, StandardOpenOption.CREATE_NEW)) {
      keepPermissions(target, temporary);
      content.writeTo(out);
    } catch (Throwable e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    try {
      force(temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw failure(file, e);
    }
  }

  /** Where a link leads to, so that it is not the link that is replaced. */
  private static Path target(Path file) throws IOException {
    Path target = file;
    for (int links = 0; Files.isSymbolicLink(target) && !isStream(target); links++) {
      if (links == MOST_LINKS) {
        throw new IOException(file + ": cannot be written, its links lead in a circle");
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  private static boolean isStream(Path file) {
    return STREAMS.stream().anyMatch(file.toAbsolutePath().normalize()::startsWith)
        || (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file));
  }

  /** Not a "temporary file" of Java's, which nobody else may read. */
  private static Path temporary(Path target) {
    return target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  private static OutputStream open(Path file, Path actual, StandardOpenOption how)
      throws IOException {
    try {
      return new NamingStream(file, Files.newOutputStream(actual, StandardOpenOption.WRITE, how));
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Who may not read the old content may not read the new one either. */
  private static void keepPermissions(Path target, Path temporary) throws IOException {
    if (Files.exists(target) && Files.getFileStore(target).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
    }
  }

  /** Before the move, or a power cut could leave an empty file under the name. */
  private static void force(Path temporary) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Removes what a program that was killed left of files in a folder. No other program may be
   * writing there.
   */
  public static void removeLeftovers(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> leftovers;
    try (Stream<Path> files = Files.list(folder)) {
      leftovers =
          files
              .filter(file -> TEMPORARY.matcher(file.getFileName().toString()).matches())
              .filter(Files::isRegularFile)
              .toList();
    }
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
  }

  private static IOException failure(Path file, IOException e) {
    String reason = e.getMessage();
    if (e instanceof NoSuchFileException) {
      reason = "there is no folder " + file.toAbsolutePath().getParent();
    } else if (e instanceof AccessDeniedException) {
      reason = "access is denied";
    }
    return new IOException(file + ": cannot be written: " + reason, e);
  }

  /** Its errors say which file they are about. */
  private static final class NamingStream extends FilterOutputStream {
    private final Path file;

    NamingStream(Path file, OutputStream out) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException e) {
        throw failure(file, e);
      }
    }
  }
}
