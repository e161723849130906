package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.file.FolderInUseException;
import org.attentionzoo.zoo.training.TrainingFolder;

/**
 * The folder of {@code --out}, with errors that say which option helps.
 *
 * @param path the folder
 * @param resume whether a training is to go on there
 */
record OutFolder(Path path, boolean resume) {

  /**
   * Opens it.
   *
   * @param keep how many checkpoints stay
   * @throws IOException if another program writes there, it is no folder that can be written to, or
   *     a training would be lost; says what to do
   */
  TrainingFolder open(int keep) throws IOException {
    TrainingFolder folder;
    try {
      folder = TrainingFolder.open(path, keep);
    } catch (FolderInUseException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("--out " + e.getMessage(), e);
    }
    try {
      checkNothingIsLost(folder);
      return folder;
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  private void checkNothingIsLost(TrainingFolder folder) throws IOException {
    if (folder.isBegun()) {
      if (!resume) {
        throw new IOException(
            path + " holds a training already: --resume goes on with it, or choose another --out");
      }
      return;
    }
    Path history = path.resolve(RunFolder.HISTORY);
    Optional<Path> result = folder.result().or(() -> Optional.of(history).filter(Files::exists));
    if (result.isPresent()) {
      throw new IOException(
          path
              + " holds "
              + path.relativize(result.get())
              + ", but no checkpoint to go on from: choose another --out, or move it away");
    }
  }

  /**
   * Removes what was made for a training that did not come to its first checkpoint.
   *
   * @param more other files that were made for it, and folders if nothing else is in them
   */
  void removeFailedStart(List<Path> more) throws IOException {
    List<Path> files = new ArrayList<>();
    if (!resume) {
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
