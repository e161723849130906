package org.attentionzoo.examples.train;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.attentionzoo.examples.report.HistoryEntry;
import org.attentionzoo.examples.report.SampleTranslation;

/**
 * Shows a training: on a terminal a bar for each epoch with the time left, anywhere else a line
 * after each epoch; sample translations in both.
 */
final class TrainingDisplay implements AutoCloseable {

  private static final int BAR_WIDTH = 110;
  private static final int UPDATE_MILLIS = 200;

  private final PrintWriter out;
  private final boolean terminal;
  private final int epochs;
  private long batches = -1;
  private ProgressBar bar;

  /**
   * @param out where to show it
   * @param terminal whether {@code out} can redraw a line
   * @param epochs epochs of the training, at most
   */
  TrainingDisplay(PrintWriter out, boolean terminal, int epochs) {
    this.out = out;
    this.terminal = terminal;
    this.epochs = epochs;
  }

  /** Prints a line of its own. */
  void say(String line) {
    close();
    out.println(line);
  }

  /** Says how many batches an epoch has, for the time left. */
  void batchesPerEpoch(long count) {
    batches = count;
  }

  /** A batch of an epoch, counted from 0, is done. */
  void batch(int epoch, EpochMeter meter) {
    if (!terminal) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch " + (epoch + 1) + "/" + epochs)
              .setInitialMax(batches)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
    bar.step();
    bar.setExtraMessage(
        String.format(
            Locale.ROOT, "loss %.4f  %,.0f tokens/s", meter.loss(), meter.tokensPerSecond()));
  }

  /** An epoch has been validated. */
  void epoch(HistoryEntry entry, boolean best, List<SampleTranslation> samples) {
    close();
    out.printf(
        Locale.ROOT,
        "epoch %d/%d  step %d  loss %.4f  %,.0f tokens/s  |  validation: loss %.4f  perplexity %.2f"
            + "  BLEU %.2f  chrF %.2f  |  %s%s%n",
        entry.epoch(),
        epochs,
        entry.step(),
        entry.trainLoss(),
        entry.tokensPerSecond(),
        entry.validationLoss(),
        entry.perplexity(),
        entry.bleu(),
        entry.chrf(),
        clock(entry.seconds()),
        best ? "  (best)" : "");
    for (SampleTranslation sample : samples) {
      out.println("    source       " + sample.source());
      out.println("    reference    " + sample.reference());
      out.println("    translation  " + sample.translation());
    }
  }

  /** Removes the bar. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private static String clock(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
