package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.training.CheckpointFolder;

/**
 * What a training leaves in its folder. The first checkpoint makes it one: until then there is
 * nothing to go on from, and a start that fails leaves nothing.
 *
 * @param path the folder
 * @param checkpoints below it
 */
record TrainingFolder(Path path, CheckpointFolder checkpoints) {

  /**
   * @param keep how many checkpoints stay
   */
  static TrainingFolder of(Path path, int keep) {
    return new TrainingFolder(path, new CheckpointFolder(path.resolve("checkpoints"), keep));
  }

  /** The best model so far. */
  Path best() {
    return path.resolve("best.zip");
  }

  /** The result. */
  Path model() {
    return path.resolve("model.zip");
  }

  /** The training text as ids. */
  Path corpus() {
    return path.resolve("corpus.bin");
  }

  boolean isBegun() throws IOException {
    return checkpoints.newest().isPresent();
  }

  /**
   * Refuses to write over another training.
   *
   * @param resume whether to go on with it
   * @throws IOException if there is one that would be lost; says what to do
   */
  void check(boolean resume) throws IOException {
    Path checkpointPath = checkpoints.path();
    if (Files.exists(checkpointPath) && !Files.isDirectory(checkpointPath)) {
      throw new IOException(checkpointPath + ": is in the way");
    }
    if (isBegun()) {
      if (!resume) {
        throw new IOException(
            path + " holds a training already: --resume goes on with it, or choose another --out");
      }
      return;
    }
    Optional<Path> result = result();
    if (result.isPresent()) {
      throw new IOException(
          path
              + " holds "
              + path.relativize(result.get())
              + ", but no checkpoint to go on from: choose another --out, or move it away");
    }
  }

  private Optional<Path> result() throws IOException {
    if (Files.isDirectory(checkpoints.path())) {
      try (Stream<Path> files = Files.list(checkpoints.path())) {
        Optional<Path> any = files.sorted().findFirst();
        if (any.isPresent()) {
          return any;
        }
      }
    }
    return Stream.of(best(), model(), path.resolve(RunFolder.HISTORY))
        .filter(Files::exists)
        .findFirst();
  }

  /**
   * Removes what a training made that did not come to its first checkpoint.
   *
   * @param resumed whether the arguments were there before it
   * @param more other files that were made for it, and folders if nothing else is in them
   */
  void removeFailedStart(boolean resumed, List<Path> more) throws IOException {
    List<Path> files = new ArrayList<>(List.of(corpus(), checkpoints.path()));
    if (!resumed) {
      files.add(path.resolve(SavedArguments.FILE));
      files.add(path.resolve(RunFolder.OPTIONS));
    }
    files.addAll(more);
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (DirectoryNotEmptyException used) {
        // stays
      }
    }
  }
}
