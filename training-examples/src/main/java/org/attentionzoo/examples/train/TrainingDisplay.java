package org.attentionzoo.examples.train;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.attentionzoo.zoo.training.EpochEnd;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.attentionzoo.zoo.training.Progress;
import org.attentionzoo.zoo.training.ProgressListener;
import org.attentionzoo.zoo.training.StopReason;
import org.attentionzoo.zoo.training.ValidationSample;

/**
 * Shows a training: on a terminal a bar for each epoch, anywhere else a line a minute; both with
 * the time that the whole training has left. After each epoch a line and sample translations.
 */
final class TrainingDisplay implements ProgressListener, AutoCloseable {

  private static final int BAR_WIDTH = 110;
  private static final int UPDATE_MILLIS = 200;
  private static final double SECONDS_BETWEEN_LINES = 60;

  private final PrintWriter out;
  private final PrintStream terminal;
  private double lastLine = -1;
  private ProgressBar bar;

  /**
   * @param out where to show it
   * @param terminal where a line can be redrawn; null for nowhere
   */
  TrainingDisplay(PrintWriter out, PrintStream terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Prints a line of its own. */
  void say(String line) {
    close();
    out.println(line);
  }

  @Override
  public void batch(Progress progress) {
    String figures =
        String.format(
            Locale.ROOT,
            "loss %.4f  %,.0f tokens/s%s",
            progress.loss(),
            progress.tokensPerSecond(),
            Double.isInfinite(progress.secondsLeft())
                ? ""
                : "  " + clock(progress.secondsLeft()) + " left");
    String epoch = "epoch " + progress.epoch() + "/" + progress.epochs();
    if (terminal != null) {
      if (bar == null) {
        bar = bar(epoch, progress);
      }
      bar.stepTo(progress.batch());
      bar.setExtraMessage(figures);
      return;
    }
    double seconds = progress.seconds();
    if (lastLine < 0) {
      lastLine = seconds;
    }
    if (seconds - lastLine >= SECONDS_BETWEEN_LINES) {
      out.println(epoch + "  step " + progress.updates() + "  " + figures);
      lastLine = seconds;
    }
  }

  private ProgressBar bar(String epoch, Progress progress) {
    return new ProgressBarBuilder()
        .setTaskName(epoch)
        .setInitialMax(progress.batches())
        .startsFrom(progress.batch(), Duration.ofSeconds(Math.round(progress.epochSeconds())))
        .hideEta()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setConsumer(new ConsoleProgressBarConsumer(terminal, BAR_WIDTH))
        .clearDisplayOnFinish()
        .build();
  }

  @Override
  public void validating() {
    close();
  }

  @Override
  public void epoch(EpochEnd end) {
    close();
    HistoryEntry entry = end.entry();
    lastLine = entry.seconds();
    out.printf(
        Locale.ROOT,
        "epoch %d/%d  step %d  loss %.4f  %,.0f tokens/s  |  validation: loss %.4f  perplexity %.2f"
            + "  BLEU %.2f  chrF %.2f  |  %s%s\n",
        entry.epoch(),
        end.epochs(),
        entry.step(),
        entry.trainLoss(),
        entry.tokensPerSecond(),
        entry.validationLoss(),
        entry.perplexity(),
        entry.bleu(),
        entry.chrf(),
        clock(entry.seconds()),
        end.best() ? "  (best)" : "");
    for (ValidationSample sample : end.samples()) {
      out.println("    source       " + sample.translation().source());
      out.println("    reference    " + sample.reference());
      out.println("    translation  " + sample.translation().text());
    }
  }

  @Override
  public void limit(StopReason reason, String text) {
    say("Training ends: " + text + ".");
  }

  @Override
  public void average(int checkpoints, HistoryEntry entry) {
    say(
        String.format(
            Locale.ROOT,
            "the average of the last %d checkpoints: loss %.4f, BLEU %.2f, chrF %.2f",
            checkpoints,
            entry.validationLoss(),
            entry.bleu(),
            entry.chrf()));
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
