package org.attentionzoo.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.attentionzoo.zoo.training.HistoryEntry;

/**
 * One model in a report: what its folder holds.
 *
 * @param name the name to show
 */
record Run(
    String name,
    Optional<RunOptions> options,
    List<HistoryEntry> history,
    List<SampleTranslation> samples,
    Optional<Scores> scores) {

  /**
   * Reads a folder. The name is that of the scores, or else of the options, or else of the folder.
   *
   * @throws IOException if it is no folder, holds none of the files, or one is damaged
   */
  static Run read(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IOException(path + ": is no folder");
    }
    RunFolder folder = new RunFolder(path);
    Optional<RunOptions> options = folder.options();
    Optional<Scores> scores = folder.scores();
    List<HistoryEntry> history = folder.history();
    List<SampleTranslation> samples = folder.samples();
    if (options.isEmpty() && scores.isEmpty() && history.isEmpty() && samples.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: nothing to report, expected one of %s, %s, %s, %s",
              path,
              RunFolder.HISTORY,
              RunFolder.SAMPLES,
              RunFolder.OPTIONS,
              RunFolder.SCORES));
    }
    String name =
        scores
            .map(Scores::model)
            .or(() -> options.map(RunOptions::model))
            .orElseGet(() -> path.toAbsolutePath().normalize().getFileName().toString());
    return new Run(name, options, history, samples, scores);
  }

  /** The same with another name. */
  Run named(String newName) {
    return new Run(newName, options, history, samples, scores);
  }
}
