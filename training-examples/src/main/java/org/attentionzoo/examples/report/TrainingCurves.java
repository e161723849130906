package org.attentionzoo.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.attentionzoo.examples.report.LineChart.Point;
import org.attentionzoo.examples.report.LineChart.Series;
import org.attentionzoo.zoo.training.HistoryEntry;

/** Charts of what happened in training, one line a model. */
final class TrainingCurves {

  private TrainingCurves() {}

  /** The charts that have something to draw. */
  static List<LineChart> of(List<Run> runs) {
    List<Series> losses = new ArrayList<>(lines(runs, "", false, HistoryEntry::trainLoss));
    losses.addAll(lines(runs, ", validation", true, HistoryEntry::validationLoss));
    return List.of(
            chart("loss", "Loss: training, and validation (dashed)", "nats per token", losses),
            chart(
                "perplexity",
                "Perplexity of the validation set, teacher-forced",
                "perplexity",
                lines(runs, "", false, HistoryEntry::perplexity)),
            chart(
                "bleu",
                "BLEU of the validation set, free-running",
                "BLEU",
                lines(runs, "", false, HistoryEntry::bleu)),
            chart(
                "chrf",
                "chrF of the validation set, free-running",
                "chrF2",
                lines(runs, "", false, HistoryEntry::chrf)),
            chart(
                "learning-rate",
                "Learning rate",
                "learning rate",
                lines(runs, "", false, HistoryEntry::learningRate)),
            chart(
                "speed",
                "Speed",
                "target tokens/s",
                lines(runs, "", false, HistoryEntry::tokensPerSecond)))
        .stream()
        .filter(chart -> !chart.isEmpty())
        .toList();
  }

  private static LineChart chart(String file, String title, String yTitle, List<Series> series) {
    return new LineChart(file, title, "epoch", yTitle, List.of(), series);
  }

  private static List<Series> lines(
      List<Run> runs, String suffix, boolean dashed, Function<HistoryEntry, Double> value) {
    return IntStream.range(0, runs.size())
        .mapToObj(
            i ->
                new Series(
                    runs.get(i).name() + suffix, i, dashed, points(runs.get(i).history(), value)))
        .filter(series -> !series.points().isEmpty())
        .toList();
  }

  private static List<Point> points(
      List<HistoryEntry> history, Function<HistoryEntry, Double> value) {
    return Thinning.thin(
        history.stream()
            .filter(entry -> value.apply(entry) != null)
            .map(entry -> new Point(entry.epoch(), value.apply(entry), ""))
            .toList());
  }
}
