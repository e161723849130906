package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * A folder with the last checkpoints of a training, named after their iteration.
 *
 * @param path the folder
 * @param keep how many checkpoints stay beside an interim one, at least 1
 */
public record CheckpointFolder(Path path, int keep) {

  private static final String INTERIM = "-interim";
  private static final String UNREADABLE = ".unreadable";

  /** The digits of any script: names followed the machine's locale once. */
  private static final Pattern NAME =
      Pattern.compile("checkpoint-(\\p{Nd}{9,})(?:" + INTERIM + ")?\\.zip");

  /**
   * @throws IllegalArgumentException if {@code keep} is below 1
   */
  public CheckpointFolder {
    Arguments.given("path", path);
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be at least 1, but is " + keep);
    }
  }

  /**
   * Writes a checkpoint, then removes the oldest beyond {@link #keep}, and {@linkplain #saveInterim
   * interim} ones.
   *
   * @throws IOException if it cannot be written; the others stay as they were
   */
  public Path save(Checkpoint checkpoint) throws IOException {
    Arguments.given("checkpoint", checkpoint);
    Path file = write(checkpoint, file(checkpoint, ""));
    deleteInterim(file);
    List<Path> files = files();
    for (Path old : files.subList(0, Math.max(0, files.size() - keep))) {
      Files.delete(old);
    }
    return file;
  }

  /**
   * Writes a checkpoint where a training is stopped. It removes no other, and stays until the next
   * {@link #save}: when the training has gone on, its checkpoints are those of one that was not
   * stopped.
   *
   * @throws IOException if it cannot be written; the others stay as they were
   */
  public Path saveInterim(Checkpoint checkpoint) throws IOException {
    Arguments.given("checkpoint", checkpoint);
    Path lasting = file(checkpoint, "");
    if (Files.exists(lasting)) {
      return write(checkpoint, lasting);
    }
    Path file = write(checkpoint, file(checkpoint, INTERIM));
    deleteInterim(file);
    return file;
  }

  private Path file(Checkpoint checkpoint, String suffix) {
    int iteration = checkpoint.model().network().getIterationCount();
    return path.resolve(String.format(Locale.ROOT, "checkpoint-%09d%s.zip", iteration, suffix));
  }

  private Path write(Checkpoint checkpoint, Path file) throws IOException {
    Files.createDirectories(path);
    checkpoint.save(file);
    return file;
  }

  private void deleteInterim(Path except) throws IOException {
    for (Path file : files()) {
      if (file.toString().endsWith(INTERIM + ".zip") && !file.equals(except)) {
        Files.delete(file);
      }
    }
  }

  /** The checkpoints, oldest first; none where there is no folder. */
  public List<Path> files() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(file -> name(file).matches())
          .sorted(Comparator.comparingLong(CheckpointFolder::iteration).thenComparing(f -> f))
          .toList();
    }
  }

  private static Matcher name(Path file) {
    return NAME.matcher(file.getFileName().toString());
  }

  private static long iteration(Path file) {
    return Long.parseLong(name(file).replaceFirst("$1"));
  }

  /**
   * Takes a checkpoint that cannot be read out of the series: it stays, but is none of {@link
   * #files} any more.
   *
   * @return where it is now
   * @throws IOException if it cannot be renamed
   */
  public Path setAside(Path checkpoint) throws IOException {
    Arguments.given("checkpoint", checkpoint);
    Path aside = checkpoint.resolveSibling(checkpoint.getFileName() + UNREADABLE);
    return Files.move(checkpoint, aside, StandardCopyOption.REPLACE_EXISTING);
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
