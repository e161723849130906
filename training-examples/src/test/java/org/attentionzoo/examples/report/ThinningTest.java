package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.examples.report.LineChart.Point;
import org.junit.jupiter.api.Test;

class ThinningTest {

  @Test
  void fewPointsStay() {
    List<Point> points = points(600, Integer.MAX_VALUE, 0);
    assertThat(Thinning.thin(points)).isEqualTo(points);
  }

  @Test
  void endsSpikesAndGapsStay() {
    for (double special : new double[] {9, -9, Double.NaN, Double.POSITIVE_INFINITY}) {
      List<Point> points = points(10_000, 3_345, special); // not the first of a stretch
      List<Point> thin = Thinning.thin(points);
      assertThat(thin)
          .hasSizeBetween(300, 1200)
          .contains(points.get(0), points.get(3_345), points.get(9_999))
          .isSortedAccordingTo((a, b) -> Double.compare(a.x(), b.x()));
      assertThat(new HashSet<>(points).containsAll(thin)).isTrue();
    }
  }

  @Test
  void spikesBesideGapsStay() {
    for (double spike : new double[] {9, -9}) {
      List<Point> points = new ArrayList<>(points(9_000, 3_010, spike));
      for (int gap : new int[] {3_000, 3_020}) { // the stretch begins with one
        points.set(gap, new Point(gap, Double.NaN, ""));
      }
      assertThat(Thinning.thin(points)).contains(points.get(3_010), points.get(3_000));
    }
  }

  @Test
  void nothingButGapsIsNoError() {
    List<Point> points =
        IntStream.range(0, 1000).mapToObj(i -> new Point(i, Double.NaN, "")).toList();
    assertThat(Thinning.thin(points)).isNotEmpty().noneMatch(Point::isDrawn);
  }

  private static List<Point> points(int count, int at, double special) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Point(i, i == at ? special : Math.sin(i), ""))
        .toList();
  }
}
