package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.attentionzoo.zoo.training.Checkpoint;
import org.attentionzoo.zoo.training.CheckpointFolder;

/**
 * Where a training goes on.
 *
 * @param file of the checkpoint
 * @param checkpoint the network
 * @param state the rest
 */
record ResumePoint(Path file, Checkpoint checkpoint, TrainingState state) {

  /**
   * The newest checkpoint that can be read. Newer ones, which are damaged, are set aside: training
   * is repeated from the one before, with the same result.
   *
   * @param say is told of each
   * @return null where there are no checkpoints at all
   * @throws IOException if there are some, and none can be read; nothing is set aside then
   */
  static ResumePoint newest(CheckpointFolder checkpoints, Consumer<String> say) throws IOException {
    List<Path> files = checkpoints.files();
    Map<Path, Exception> damaged = new LinkedHashMap<>();
    for (int i = files.size() - 1; i >= 0; i--) {
      Path file = files.get(i);
      ResumePoint point;
      try {
        Checkpoint checkpoint = Checkpoint.load(file);
        point =
            new ResumePoint(
                file, checkpoint, TrainingState.fromJson(checkpoint.state(), file.toString()));
      } catch (IOException | RuntimeException e) {
        damaged.put(file, e);
        continue;
      }
      for (Map.Entry<Path, Exception> each : damaged.entrySet()) {
        Path aside = checkpoints.setAside(each.getKey());
        say.accept(
            "A checkpoint cannot be read and is now "
                + aside.getFileName()
                + ", the one before is taken: "
                + each.getValue().getMessage());
      }
      return point;
    }
    if (!damaged.isEmpty()) {
      Exception newest = damaged.values().iterator().next();
      throw new IOException(
          "no checkpoint in "
              + checkpoints.path()
              + " can be read, begin anew with another --out; the newest: "
              + newest.getMessage(),
          newest);
    }
    return null;
  }
}
