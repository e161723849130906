package org.attentionzoo.examples.pathlength;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.attentionzoo.examples.report.LineChart;
import org.attentionzoo.examples.report.LineChart.Point;
import org.attentionzoo.examples.report.LineChart.Series;

/**
 * What the comparison found: {@code path-length.json}.
 *
 * @param length S, number of symbols in a source
 * @param symbols number of different symbols; guessing is right once in that many
 * @param size of the models
 * @param steps updates of the training
 * @param seed of parameters and data
 * @param models one after the other
 */
record PathLengthResult(
    int length, int symbols, int size, int steps, long seed, List<OfModel> models) {

  /**
   * One model.
   *
   * @param parameters number of parameters
   * @param gradientUntrained norm of the gradient of output j with respect to input i before
   *     training, [T][S]
   * @param gradientTrained norm of the gradient of the answer to the question for symbol k with
   *     respect to input i after training, [k][S]
   * @param recall share of right answers after training to the question for symbol k, [k]
   */
  record OfModel(
      String model,
      long parameters,
      double[][] gradientUntrained,
      double[][] gradientTrained,
      double[] recall) {}

  /** Recall by distance, and both gradients. */
  List<LineChart> charts() {
    List<Series> recall = new ArrayList<>();
    List<Series> untrained = new ArrayList<>();
    List<Series> trained = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      OfModel model = models.get(m);
      double[] onAsked = Dependence.shareOfAsked(model.gradientTrained());
      recall.add(series(m, reversed(model.recall()), value -> 100 * value));
      untrained.add(series(m, Dependence.byDistance(model.gradientUntrained()), Math::log10));
      trained.add(series(m, reversed(onAsked), value -> 100 * value));
    }
    String steps = "symbols from the asked one to the end of the source";
    return List.of(
        new LineChart(
            "recall",
            "Recall of the k-th of " + length + " symbols",
            steps,
            "right answers, %",
            List.of(),
            recall),
        new LineChart(
            "gradient-untrained",
            "How strongly output j depends on input i before training",
            "tokens from input i along source and target to output j",
            "log10 of the gradient's norm",
            List.of(),
            untrained),
        new LineChart(
            "gradient-trained",
            "How much of the answer's gradient is on the asked symbol after training",
            steps,
            "share of the norms, %",
            List.of(),
            trained));
  }

  private Series series(int model, double[] byDistance, DoubleUnaryOperator value) {
    List<Point> points =
        IntStream.range(0, byDistance.length)
            .mapToObj(d -> new Point(d + 1, value.applyAsDouble(byDistance[d]), ""))
            .toList();
    return new Series(models.get(model).model(), model, false, points);
  }

  /** The last symbol of the source is the nearest. */
  private static double[] reversed(double[] byPlace) {
    return IntStream.range(0, byPlace.length)
        .mapToDouble(d -> byPlace[byPlace.length - 1 - d])
        .toArray();
  }
}
