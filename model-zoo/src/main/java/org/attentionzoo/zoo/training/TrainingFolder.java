package org.attentionzoo.zoo.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.file.LockedFolder;

/**
 * What a training leaves in its folder, which is nobody else's until this is closed. The first
 * checkpoint makes it a training: until then there is nothing to go on from, and a start that fails
 * leaves nothing.
 *
 * <pre>
 * best.zip        the model of the best epoch so far
 * model.zip       the result
 * checkpoints     the last ones
 * corpus.bin      the training text as ids
 * </pre>
 */
public final class TrainingFolder implements Closeable {

  /** How many checkpoints stay, unless {@link #open(Path, int)} says otherwise. */
  public static final int KEEP = 3;

  private final LockedFolder folder;
  private final CheckpointFolder checkpoints;
  private boolean encodes;

  private TrainingFolder(LockedFolder folder, CheckpointFolder checkpoints) {
    this.folder = folder;
    this.checkpoints = checkpoints;
  }

  /** Opens a folder that keeps the last {@value #KEEP} checkpoints; makes it if need be. */
  public static TrainingFolder open(Path path) throws IOException {
    return open(path, KEEP);
  }

  /**
   * Opens a folder; makes it if need be.
   *
   * @param keep how many checkpoints stay, at least 1
   * @throws org.attentionzoo.zoo.file.FolderInUseException if another program writes there; says
   *     which
   * @throws IOException if it is no folder that can be written to
   */
  public static TrainingFolder open(Path path, int keep) throws IOException {
    Arguments.given("path", path);
    CheckpointFolder checkpoints = new CheckpointFolder(path.resolve("checkpoints"), keep);
    LockedFolder folder = LockedFolder.open(path);
    try {
      if (Files.exists(checkpoints.path()) && !Files.isDirectory(checkpoints.path())) {
        throw new IOException(checkpoints.path() + ": is in the way");
      }
      checkpoints.removeLeftovers();
      return new TrainingFolder(folder, checkpoints);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The folder. */
  public Path path() {
    return folder.path();
  }

  /** The checkpoints in it. */
  public CheckpointFolder checkpoints() {
    return checkpoints;
  }

  /** The best model so far. */
  public Path best() {
    return path().resolve("best.zip");
  }

  /** The result. */
  public Path model() {
    return path().resolve("model.zip");
  }

  /**
   * The training text as ids: that of the training that has begun, else a file that is not there.
   */
  Path corpus() throws IOException {
    Path file = path().resolve("corpus.bin");
    if (!isBegun()) {
      Files.deleteIfExists(file);
      encodes = true;
    }
    return file;
  }

  /** Whether there is a checkpoint to go on from. */
  public boolean isBegun() throws IOException {
    return checkpoints.newest().isPresent();
  }

  /**
   * The training that can go on here: its newest checkpoint that can be read. Newer ones, which are
   * damaged, are {@linkplain TrainingStart#setAside() set aside}: training is repeated from the one
   * before, with the same result.
   *
   * @return nothing where there are no checkpoints at all
   * @throws IOException if there are some, and none can be read; nothing is set aside then
   */
  public Optional<TrainingStart> resume() throws IOException {
    return TrainingStart.newest(checkpoints);
  }

  /**
   * A result, or part of one, that a new training would write over, if there is one.
   *
   * @throws IOException if the folder cannot be read
   */
  public Optional<Path> result() throws IOException {
    if (Files.isDirectory(checkpoints.path())) {
      try (Stream<Path> files = Files.list(checkpoints.path())) {
        Optional<Path> any = files.sorted().findFirst();
        if (any.isPresent()) {
          return any;
        }
      }
    }
    return Stream.of(best(), model()).filter(Files::exists).findFirst();
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException used) {
      // stays
    }
  }

  /** Lets others write; removes what was made for a training that did not begin. */
  @Override
  public void close() throws IOException {
    try (folder) {
      if (!isBegun()) {
        if (encodes) {
          Files.deleteIfExists(corpus());
        }
        deleteIfEmpty(checkpoints.path());
      }
    }
  }
}
