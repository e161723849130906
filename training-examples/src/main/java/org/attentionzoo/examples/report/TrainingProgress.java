package org.attentionzoo.examples.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shows a training of a sequence model: on a terminal a bar with time left, loss and target tokens
 * per second, anywhere else nothing but the line that {@link #report} prints after each epoch.
 *
 * <p>The loss is the mean over the target tokens of the epoch so far. The time left in the bar is
 * that of the epoch; the one in the line is that of the training, evaluations included.
 */
public final class TrainingProgress extends BaseTrainingListener {

  private static final int BAR_WIDTH = 110;
  private static final int UPDATE_MILLIS = 200;

  private final int epochs;
  private final long batches;
  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final long start;

  private ProgressBar bar;
  private int epochsDone;
  private long epochStart;
  private double lossSum;
  private long tokens;
  private EpochSummary last;

  /**
   * @param epochs number of epochs of the training
   * @param batches number of batches of an epoch
   * @param out where to show it
   * @param terminal whether {@code out} is a terminal that can redraw a line
   * @throws IllegalArgumentException if a number is below 1
   */
  public TrainingProgress(int epochs, long batches, PrintStream out, boolean terminal) {
    this(epochs, batches, out, terminal, System::nanoTime);
  }

  TrainingProgress(
      int epochs, long batches, PrintStream out, boolean terminal, LongSupplier nanoTime) {
    if (epochs < 1 || batches < 1) {
      throw new IllegalArgumentException(
          "Epochs and batches must be at least 1, got " + epochs + " and " + batches);
    }
    this.epochs = epochs;
    this.batches = batches;
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public void onEpochStart(Model model) {
    lossSum = 0;
    tokens = 0;
    epochStart = nanoTime.getAsLong();
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch " + (epochsDone + 1) + "/" + epochs)
              .setInitialMax(batches)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(out, BAR_WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    long batchTokens = targetTokens(model);
    tokens += batchTokens;
    lossSum += model.score() * batchTokens;
    if (bar != null) {
      bar.step();
      bar.setExtraMessage(figures(summary()));
    }
  }

  @Override
  public void onEpochEnd(Model model) {
    last = summary();
    epochsDone++;
    close();
  }

  /** Removes the bar, also of an epoch that did not end. */
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /**
   * The last epoch that ended.
   *
   * @throws IllegalStateException if there is none
   */
  public EpochSummary lastEpoch() {
    if (last == null) {
      throw new IllegalStateException("No epoch has ended yet");
    }
    return last;
  }

  /**
   * Prints the line of the last epoch.
   *
   * @param exactMatch share of unseen examples answered exactly, 0 to 1
   */
  public void report(double exactMatch) {
    EpochSummary epoch = lastEpoch();
    Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - start);
    Duration left = elapsed.multipliedBy(epochs - epochsDone).dividedBy(epochsDone);
    out.printf(
        Locale.ROOT,
        "epoch %d/%d  %s  exact match %5.2f %%  %s elapsed, %s left\n",
        epoch.epoch(),
        epochs,
        figures(epoch),
        100 * exactMatch,
        clock(elapsed),
        clock(left));
  }

  private EpochSummary summary() {
    Duration time = Duration.ofNanos(nanoTime.getAsLong() - epochStart);
    return new EpochSummary(epochsDone + 1, tokens == 0 ? 0 : lossSum / tokens, tokens, time);
  }

  private static String figures(EpochSummary epoch) {
    return String.format(
        Locale.ROOT, "loss %.4f  %,.0f tokens/s", epoch.loss(), epoch.tokensPerSecond());
  }

  private static String clock(Duration time) {
    return time.toMinutes() + ":" + String.format(Locale.ROOT, "%02d", time.toSecondsPart());
  }

  /** The unmasked labels of the batch just seen. */
  private static long targetTokens(Model model) {
    ComputationGraph net = (ComputationGraph) model;
    INDArray[] masks = net.getLabelMaskArrays();
    if (masks == null || masks[0] == null) {
      throw new IllegalStateException(
          "Training progress counts tokens by the label mask: none set");
    }
    return masks[0].sumNumber().longValue();
  }
}
