package org.attentionzoo.examples.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How fast what is held grows: the least of each period, as what a leak holds is always there and
 * activations come and go, and the slope of the line with the least squares through these.
 */
final class SoakTrend {

  private static final Map<String, ToDoubleFunction<SoakSample>> QUANTITIES = new LinkedHashMap<>();

  static {
    QUANTITIES.put("MB resident", SoakSample::resident);
    QUANTITIES.put("MB allocated", SoakSample::allocated);
    QUANTITIES.put("MB of the heap", SoakSample::heap);
    QUANTITIES.put("threads", SoakSample::threads);
    QUANTITIES.put("open files", SoakSample::files);
  }

  private SoakTrend() {}

  /** What grows by as much a minute or more; says by how much everything does. */
  static List<String> growing(List<SoakSample> samples, double period, double limit) {
    List<String> growing = new ArrayList<>();
    QUANTITIES.forEach(
        (what, quantity) -> {
          double growth = ofMinute(samples, period, quantity);
          System.out.printf("soak: %s grow by %.3f a minute%n", what, growth);
          if (growth >= limit) {
            growing.add(what);
          }
        });
    return growing;
  }

  /**
   * A minute's growth in the last two thirds of the time, without the period in which it ends.
   *
   * @param samples of at least four periods, in their order
   * @param period minutes
   */
  static double ofMinute(
      List<SoakSample> samples, double period, ToDoubleFunction<SoakSample> quantity) {
    double end = Math.floor(samples.get(samples.size() - 1).minutes() / period);
    Map<Double, Double> least = new TreeMap<>();
    for (SoakSample sample : samples) {
      double at = Math.floor(sample.minutes() / period);
      if (at >= end / 3 && at < end) {
        least.merge(at, quantity.applyAsDouble(sample), Math::min);
      }
    }
    return slope(least) / period;
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
