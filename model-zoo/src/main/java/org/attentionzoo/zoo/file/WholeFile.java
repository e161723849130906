package org.attentionzoo.zoo.file;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A file that holds its old content or its new one, never half of one, whatever fails: the new one
 * is written beside it, forced to the disk, checked, and only then given its name.
 */
public final class WholeFile {

  private static final String TEMPORARY = ".attention-zoo-";

  private final Path path;
  private final Disk disk;

  /** A look at what was written, before it gets its name. */
  @FunctionalInterface
  public interface Check {

    /**
     * @param written the complete file, under another name
     * @throws IOException if it is not as it should be
     */
    void check(Path written) throws IOException;
  }

  /** The file of a name; it need not exist, its folder has to. */
  public WholeFile(Path path) {
    this(path, new Disk());
  }

  WholeFile(Path path, Disk disk) {
    this.path = path;
    this.disk = disk;
  }

  /** Its name. */
  public Path path() {
    return path;
  }

  /**
   * Replaces the content.
   *
   * @throws FileSystemException if it cannot be written; names this file and the reason
   * @throws IOException what the content throws
   */
  public void replace(Content content) throws IOException {
    replace(content, written -> {});
  }

  /**
   * Replaces the content if it passes a check. After any exception the old file is as it was and
   * nothing lies beside it, but for one case: the new content is in place, complete, and the
   * message says that a power cut could still undo the replacement.
   *
   * @throws FileSystemException if it cannot be written; names this file and the reason
   * @throws IOException what the content or the check throws
   */
  public void replace(Content content, Check check) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(path)) {
      throw failed("cannot be written, it is a folder", null);
    }
    if (!Files.isDirectory(folder)) {
      throw failed("cannot be written, there is no folder " + folder, null);
    }
    // not a "temporary file" of Java's, which nobody else may read
    Path temporary = folder.resolve(TEMPORARY + UUID.randomUUID() + ".tmp");
    try {
      write(content, temporary);
      check.check(temporary);
      move(temporary);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
    try {
      disk.forceFolder(folder);
    } catch (IOException e) {
      throw failed("is written, but perhaps not yet on the disk: " + reason(e), e);
    }
  }

  private void write(Content content, Path temporary) throws IOException {
    try (Disk.Output file = create(temporary)) {
      OutputStream out = new BufferedOutputStream(new Named(file));
      content.writeTo(out);
      out.flush();
      try {
        file.force();
        file.close(); // here, where its error has a name; a second time it does nothing
      } catch (IOException e) {
        throw cannotBeWritten(e);
      }
    }
  }

  private Disk.Output create(Path temporary) throws FileSystemException {
    try {
      return disk.create(temporary);
    } catch (IOException e) {
      throw cannotBeWritten(e);
    }
  }

  private void move(Path temporary) throws FileSystemException {
    try {
      disk.move(temporary, path);
    } catch (IOException e) {
      throw cannotBeWritten(e);
    }
  }

  /**
   * Removes what was left in a folder by programs that were killed; nobody may be writing there.
   */
  public static void removeLeftovers(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> leftovers;
    try (Stream<Path> files = Files.list(folder)) {
      leftovers =
          files.filter(file -> file.getFileName().toString().startsWith(TEMPORARY)).toList();
    }
    for (Path leftover : leftovers) {
      Files.delete(leftover);
    }
  }

  private FileSystemException cannotBeWritten(IOException e) {
    return failed("cannot be written: " + reason(e), e);
  }

  private FileSystemException failed(String problem, IOException cause) {
    FileSystemException failed = new FileSystemException(path.toString(), null, problem);
    failed.initCause(cause);
    return failed;
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? e.toString() : reason;
  }

  /** Gives errors of writing the name of the file; those of the content keep theirs. */
  private final class Named extends FilterOutputStream {

    Named(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws FileSystemException {
      try {
        out.write(bytes, from, count);
      } catch (IOException e) {
        throw cannotBeWritten(e);
      }
    }

    @Override
    public void write(int value) throws FileSystemException {
      write(new byte[] {(byte) value}, 0, 1);
    }
  }
}
