package org.attentionzoo.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.attentionzoo.examples.report.LineChart.Point;
import org.attentionzoo.examples.report.LineChart.Series;
import org.attentionzoo.examples.report.Scores.LengthBucket;

/** BLEU against the length of the source, one line a model: Bahdanau et al. 2014, figure 2. */
public final class LengthCurves {
  /** A bucket with a smaller share of the sentences is left out: its BLEU is chance. */
  private static final double MIN_SHARE = 0.01;

  private LengthCurves() {}

  /** The chart of one model; may be empty. */
  public static LineChart of(Scores scores) {
    return of(
        List.of(
            new Run(scores.model(), Optional.empty(), List.of(), List.of(), Optional.of(scores))));
  }

  /** The chart; may be empty. */
  static LineChart of(List<Run> runs) {
    // in order of length, whichever model has sentences of it
    Map<LengthBucket, String> labels =
        new TreeMap<>(
            Comparator.comparingInt(LengthBucket::from)
                .thenComparingInt(b -> b.to() == null ? Integer.MAX_VALUE : b.to()));
    runs.forEach(run -> buckets(run).forEach(b -> labels.put(b, b.label())));
    List<String> categories = labels.values().stream().toList();
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      List<Point> points =
          buckets(runs.get(i)).stream()
              .map(
                  b ->
                      new Point(
                          categories.indexOf(b.label()), b.bleu(), b.sentences() + " sentences"))
              .toList();
      if (!points.isEmpty()) {
        series.add(new Series(runs.get(i).name(), i, false, points));
      }
    }
    return new LineChart(
        "bleu-by-length",
        "BLEU by sentence length",
        "words in the source",
        "BLEU",
        categories,
        series);
  }

  private static List<LengthBucket> buckets(Run run) {
    return run.scores().stream()
        .flatMap(
            scores ->
                scores.byLength().stream()
                    .filter(bucket -> bucket.sentences() >= MIN_SHARE * scores.sentences()))
        .toList();
  }
}
