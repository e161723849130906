package org.attentionzoo.examples.train;

import java.io.PrintStream;
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
import org.attentionzoo.zoo.corpus.BatchPosition;

/**
 * Shows a training: on a terminal a bar for each epoch, anywhere else a line a minute; both with
 * the time that the whole training has left. After each epoch a line and sample translations.
 */
final class TrainingDisplay implements AutoCloseable {

  private static final int BAR_WIDTH = 110;
  private static final int UPDATE_MILLIS = 200;
  private static final double SECONDS_BETWEEN_LINES = 60;

  private final PrintWriter out;
  private final PrintStream terminal;
  private final Limits limits;
  private long batches;
  private TimeLeft left;
  private double lastLine = -1;
  private ProgressBar bar;

  /**
   * @param out where to show it
   * @param terminal where a line can be redrawn; null for nowhere
   * @param limits of the training
   */
  TrainingDisplay(PrintWriter out, PrintStream terminal, Limits limits) {
    this.out = out;
    this.terminal = terminal;
    this.limits = limits;
  }

  /** Prints a line of its own. */
  void say(String line) {
    close();
    out.println(line);
  }

  /** A training begins or goes on, with so many batches an epoch and an update. */
  void start(long batchesPerEpoch, int batchesPerUpdate) {
    batches = batchesPerEpoch;
    long all = limits.updates(batchesPerEpoch, batchesPerUpdate) * batchesPerUpdate;
    Double minutes = limits.minutes();
    left = new TimeLeft(all, minutes == null ? Double.POSITIVE_INFINITY : 60 * minutes);
  }

  /** A batch is done. */
  void batch(BatchPosition next, long updates, EpochMeter meter) {
    double seconds = meter.seconds();
    String figures = figures(meter, left.at(next.epoch() * batches + next.batch(), seconds));
    String epoch = "epoch " + (next.epoch() + 1) + "/" + limits.epochs();
    if (terminal != null) {
      if (bar == null) {
        bar = bar(epoch, next.batch(), meter);
      }
      bar.stepTo(next.batch());
      bar.setExtraMessage(figures);
      return;
    }
    if (lastLine < 0) {
      lastLine = seconds;
    }
    if (seconds - lastLine >= SECONDS_BETWEEN_LINES) {
      out.println(epoch + "  step " + updates + "  " + figures);
      lastLine = seconds;
    }
  }

  private static String figures(EpochMeter meter, double left) {
    return String.format(
        Locale.ROOT,
        "loss %.4f  %,.0f tokens/s%s",
        meter.loss(),
        meter.tokensPerSecond(),
        Double.isInfinite(left) ? "" : "  " + clock(left) + " left");
  }

  private ProgressBar bar(String epoch, long batch, EpochMeter meter) {
    return new ProgressBarBuilder()
        .setTaskName(epoch)
        .setInitialMax(batches)
        .startsFrom(batch, Duration.ofSeconds(Math.round(meter.epochSeconds())))
        .hideEta()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setConsumer(new ConsoleProgressBarConsumer(terminal, BAR_WIDTH))
        .clearDisplayOnFinish()
        .build();
  }

  /** An epoch has been validated. */
  void epoch(HistoryEntry entry, boolean best, List<SampleTranslation> samples) {
    close();
    lastLine = entry.seconds();
    out.printf(
        Locale.ROOT,
        "epoch %d/%d  step %d  loss %.4f  %,.0f tokens/s  |  validation: loss %.4f  perplexity %.2f"
            + "  BLEU %.2f  chrF %.2f  |  %s%s\n",
        entry.epoch(),
        limits.epochs(),
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
