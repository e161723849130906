package org.attentionzoo.zoo.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.attentionzoo.layers.check.Arguments;

/**
 * A folder that a program writes to: no other one does at the same time. What programs that were
 * killed left half-written goes when it is opened; where nothing is written, closing it leaves the
 * disk as it was.
 */
public final class LockedFolder implements Closeable {

  /** Names who writes; there while somebody does, or after he was killed. */
  static final String LOCK = ".lock";

  /** Locked in place of the text, which others may read; beyond any text. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path path;
  private final Deque<Path> made;
  private FileChannel channel;

  private LockedFolder(Path path, Deque<Path> made) {
    this.path = path;
    this.made = made;
  }

  /**
   * Opens a folder; makes it if need be.
   *
   * @throws FolderInUseException if another program writes there; says which
   * @throws IOException if it is no folder that can be written to
   */
  public static LockedFolder open(Path path) throws IOException {
    LockedFolder folder = new LockedFolder(Arguments.given("path", path), new ArrayDeque<>());
    try {
      folder.make();
      folder.lock();
      WholeFile.removeLeftovers(path);
      return folder;
    } catch (FolderInUseException e) {
      throw e;
    } catch (IOException e) {
      folder.close();
      throw new IOException(path + " is no folder that can be written to: " + e, e);
    }
  }

  private void make() throws IOException {
    for (Path part = path.toAbsolutePath(); part != null && !Files.exists(part); ) {
      made.addLast(part);
      part = part.getParent();
    }
    Files.createDirectories(path);
  }

  private void lock() throws IOException {
    String me =
        "process "
            + ProcessHandle.current().pid()
            + " since "
            + Instant.now().truncatedTo(ChronoUnit.SECONDS)
            + "\n"
            + UUID.randomUUID();
    Path file = path.resolve(LOCK);
    do {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!tryLock()) {
        String holder = content(file);
        channel.close();
        throw new FolderInUseException(path, holder.lines().findFirst().orElse(""));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(me.getBytes(StandardCharsets.UTF_8)));
      // another one may have removed the file between opening and locking it
    } while (!me.equals(content(file)));
  }

  private boolean tryLock() {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException e) { // this program
      return false;
    } catch (IOException e) { // a file system without locks, as of some clusters
      return true;
    }
  }

  private static String content(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Lets others write; removes the folders that were made for nothing. */
  @Override
  public void close() throws IOException {
    if (channel != null && channel.isOpen()) {
      Files.deleteIfExists(path.resolve(LOCK)); // before others can lock it
      channel.close();
    }
    for (Path part : made) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException used) { // or never made
        return;
      }
    }
  }
}
