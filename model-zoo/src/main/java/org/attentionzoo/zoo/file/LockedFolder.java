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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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

  /**
   * Who holds which folder in this program. POSIX takes a lock from a program that closes any
   * channel to the file, so it opens the file of one that it holds never again.
   */
  private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();

  private final Path path;
  private final Deque<Path> made;
  private Path held;
  private FileChannel channel;

  /** Has read the file, and stays open for the same reason. */
  private FileChannel reader;

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
    Path real = path.toRealPath();
    String holder = HELD_HERE.putIfAbsent(real, me);
    if (holder != null) {
      throw inUse(holder);
    }
    held = real;
    try {
      while (!lock(real.resolve(LOCK), me)) {}
    } catch (IOException e) {
      release();
      throw e;
    }
  }

  /** False if another one removed the file between its opening and its locking. */
  private boolean lock(Path file, String me) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!tryLock()) {
      throw inUse(content(file));
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(me.getBytes(StandardCharsets.UTF_8)));
    try {
      reader = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      channel.close();
      return false;
    }
    ByteBuffer there = ByteBuffer.allocate(1 << 10);
    while (there.hasRemaining() && reader.read(there) >= 0) {}
    if (me.equals(new String(there.array(), 0, there.position(), StandardCharsets.UTF_8))) {
      return true;
    }
    channel.close();
    reader.close();
    return false;
  }

  private FolderInUseException inUse(String holder) {
    return new FolderInUseException(path, holder.lines().findFirst().orElse(""));
  }

  private boolean tryLock() throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException e) { // this program, by another name of the folder
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

  private void release() throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
      if (reader != null) {
        reader.close();
      }
    } finally {
      HELD_HERE.remove(held);
      held = null;
    }
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Lets others write; removes the folders that were made for nothing. */
  @Override
  public void close() throws IOException {
    if (held != null) {
      Files.deleteIfExists(held.resolve(LOCK)); // before others can lock it
      release();
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
