package org.attentionzoo.zoo.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.attentionzoo.layers.check.Arguments;

/**
 * A file that holds its old content or its new one, never half of one, whatever fails: the new one
 * is written beside it, forced to the disk, checked, and only then given its name. A link stays,
 * and leads to the new content; who may not read the old content may not read the new one either.
 */
public final class WholeFile {

  private static final String TEMPORARY = ".attention-zoo-";
  private static final int MOST_LINKS = 40;

  private final Path path;
  private final Disk disk;
  private final boolean removedOnExit;

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
    this(path, disk, false);
  }

  private WholeFile(Path path, Disk disk, boolean removedOnExit) {
    this.path = Arguments.given("path", path);
    this.disk = disk;
    this.removedOnExit = removedOnExit;
  }

  /** The same for content that takes long to come: Ctrl-C leaves nothing beside the file. */
  public WholeFile removedOnExit() {
    return new WholeFile(path, disk, true);
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
    Arguments.given("content", content);
    Arguments.given("check", check);
    Path target = target();
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw failed("cannot be written, it is a folder", null);
    }
    if (!Files.isDirectory(folder)) {
      throw failed("cannot be written, there is no folder " + folder, null);
    }
    // not a "temporary file" of Java's, which nobody else may read
    Path temporary = folder.resolve(TEMPORARY + UUID.randomUUID() + ".tmp");
    if (removedOnExit) {
      temporary.toFile().deleteOnExit();
    }
    try {
      write(content, temporary);
      keepPermissions(target, temporary);
      check.check(temporary);
      move(temporary, target);
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
      throw failed("is written, but perhaps not yet on the disk: " + NamedOutput.reason(e), e);
    }
  }

  private void write(Content content, Path temporary) throws IOException {
    try (Disk.Output file = create(temporary)) {
      OutputStream out = new BufferedOutputStream(new NamedOutput(path, file));
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

  /** Where a link leads to, so that it is not the link that is replaced. */
  private Path target() throws IOException {
    Path target = path;
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MOST_LINKS) {
        throw failed("cannot be written, its links lead in a circle", null);
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  private static void keepPermissions(Path target, Path temporary) throws IOException {
    if (Files.exists(target) && Files.getFileStore(target).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
    }
  }

  private void move(Path temporary, Path target) throws FileSystemException {
    try {
      disk.move(temporary, target);
    } catch (IOException e) {
      throw cannotBeWritten(e);
    }
  }

  /**
   * Removes what was left in a folder by programs that were killed; nobody may be writing there.
   */
  public static void removeLeftovers(Path folder) throws IOException {
    if (!Files.isDirectory(Arguments.given("folder", folder))) {
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
    return NamedOutput.error(path, e);
  }

  private FileSystemException failed(String problem, IOException cause) {
    return NamedOutput.error(path, problem, cause);
  }
}
