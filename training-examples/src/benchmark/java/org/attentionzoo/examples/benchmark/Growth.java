package org.attentionzoo.examples.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.analysis.polynomials.PolynomialFunction;
import org.apache.commons.math3.fitting.PolynomialCurveFitter;
import org.apache.commons.math3.fitting.WeightedObservedPoint;

/** What was measured along one axis. */
record Growth(GrowthAxis axis, List<Point> points) {

  /**
   * @param value of the axis
   * @param measured a training step with it
   */
  record Point(int value, Measurement measured) {
    double millis() {
      return measured.medianMillis();
    }

    /** NaN where unknown. */
    double megabytes() {
      return measured.peakMegabytes() == null ? Double.NaN : measured.peakMegabytes();
    }
  }

  /**
   * The polynomial of the axis's degree with the least squares of relative errors, so that small
   * values count as much as large ones.
   */
  PolynomialFunction fit(ToDoubleFunction<Point> quantity) {
    List<WeightedObservedPoint> observed = new ArrayList<>();
    for (Point point : points) {
      double y = quantity.applyAsDouble(point);
      observed.add(new WeightedObservedPoint(1 / (y * y), point.value(), y));
    }
    return new PolynomialFunction(PolynomialCurveFitter.create(axis.degree()).fit(observed));
  }

  /**
   * The power with which the quantity grew from the point before to this one: 1 for linear, 2 for
   * quadratic; NaN for the first point.
   */
  double exponent(int index, ToDoubleFunction<Point> quantity) {
    if (index == 0) {
      return Double.NaN;
    }
    Point before = points.get(index - 1);
    Point here = points.get(index);
    double growth = quantity.applyAsDouble(here) / quantity.applyAsDouble(before);
    return Math.log(growth) / Math.log((double) here.value() / before.value());
  }
}
