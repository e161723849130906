package org.attentionzoo.examples.soak;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How fast what is held grows: the least of each minute, as what a leak holds is always there and
 * activations come and go, and the slope of the line with the least squares through these.
 */
final class SoakTrend {

  private SoakTrend() {}

  /**
   * A minute's growth in the last two thirds of the time, without the minute in which it ends.
   *
   * @param samples of at least four minutes, in their order
   */
  static double ofMinute(List<SoakSample> samples, ToDoubleFunction<SoakSample> quantity) {
    double end = Math.floor(samples.get(samples.size() - 1).minutes());
    Map<Double, Double> least = new TreeMap<>();
    for (SoakSample sample : samples) {
      double minute = Math.floor(sample.minutes());
      if (minute >= end / 3 && minute < end) {
        least.merge(minute, quantity.applyAsDouble(sample), Math::min);
      }
    }
    return slope(least);
  }

  private static double slope(Map<Double, Double> points) {
    double x = points.keySet().stream().mapToDouble(each -> each).average().orElseThrow();
    double y = points.values().stream().mapToDouble(each -> each).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (Map.Entry<Double, Double> point : points.entrySet()) {
      products += (point.getKey() - x) * (point.getValue() - y);
      squares += (point.getKey() - x) * (point.getKey() - x);
    }
    return products / squares;
  }
}
