package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.TrainingResult.Trained;

/** Chooses and writes the result: the best model, or the mean of the last checkpoints. */
final class FinalModel {

  private final TrainingLoop.Run run;
  private final TrainingOptions options;

  FinalModel(TrainingLoop.Run run, TrainingOptions options) {
    this.run = run;
    this.options = options;
  }

  /**
   * Writes model.zip.
   *
   * @param history the whole epochs
   * @param unfinished the model after the last update, if that was in the middle of one; else null
   * @throws java.util.concurrent.CancellationException if somebody stops it; all but this
   *     comparison is saved
   */
  Trained choose(List<HistoryEntry> history, Trained unfinished) throws IOException {
    Trained best = best(history, unfinished);
    List<Path> files = run.folder().checkpoints().files();
    List<Path> last = files.subList(Math.max(0, files.size() - options.average()), files.size());
    if (last.size() > 1) {
      run.stop().check();
      ModelZip average = ParameterAverage.of(last);
      run.listener().validating();
      Validator.Result measured = run.validator().of(average.network(), run.stop()::check);
      HistoryEntry entry = measured.entry(best.entry());
      run.listener().average(last.size(), entry);
      if (options.best().isBetter(entry, best.entry())) {
        String name = "the average of the last " + last.size() + " checkpoints";
        best = new Trained(name, measured.on(average), entry);
      }
    }
    ModelZip result = best.model();
    run.stop().write(() -> result.save(run.folder().model()));
    return best;
  }

  /** That of best.zip, or the one after the last update if it is better. */
  private Trained best(List<HistoryEntry> history, Trained unfinished) throws IOException {
    int index = options.best().index(history);
    if (unfinished != null
        && (index < 0 || options.best().isBetter(unfinished.entry(), history.get(index)))) {
      return unfinished;
    }
    HistoryEntry entry = history.get(index);
    return new Trained(
        "the model of epoch " + entry.epoch(), ModelZip.load(run.folder().best()), entry);
  }
}
