package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * A folder with the last checkpoints of a training, named after their iteration.
 *
 * @param path the folder
 * @param keep how many checkpoints stay, at least 1
 */
public record CheckpointFolder(Path path, int keep) {

  private static final Pattern NAME = Pattern.compile("checkpoint-\\d{9,}\\.zip");

  /**
   * @throws IllegalArgumentException if {@code keep} is below 1
   */
  public CheckpointFolder {
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be at least 1, but is " + keep);
    }
  }

  /**
   * Writes a checkpoint, then removes the oldest beyond {@link #keep}.
   *
   * @throws IOException if it cannot be written; the others stay as they were
   */
  public Path save(Checkpoint checkpoint) throws IOException {
    Files.createDirectories(path);
    int iteration = checkpoint.model().network().getIterationCount();
    Path file = path.resolve("checkpoint-%09d.zip".formatted(iteration));
    checkpoint.save(file);
    List<Path> files = files();
    for (Path old : files.subList(0, Math.max(0, files.size() - keep))) {
      Files.delete(old);
    }
    return file;
  }

  /** The checkpoints, oldest first; none where there is no folder. */
  public List<Path> files() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(
              Comparator.comparing((Path file) -> file.toString().length()).thenComparing(f -> f))
          .toList();
    }
  }

  /** The newest checkpoint, if there is one. */
  public Optional<Path> newest() throws IOException {
    List<Path> files = files();
    return files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
  }

  /** Removes what a writer left that was killed. */
  public void removeLeftovers() throws IOException {
    ModelZip.removeLeftovers(path);
  }
}
