package org.attentionzoo.layers.attention;

import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays that follow from the shapes of others (computed once a shape, not once a run), and small
 * broadcasts written as products with ones, whose gradients are gemms.
 */
final class Shapes {

  private Shapes() {}

  /** One dimension of a shape, {@code [1]}. */
  static SDVariable size(LayerGraph g, SDVariable x, int dimension) {
    return g.sd().shape(x).get(SDIndex.interval(dimension, dimension + 1));
  }

  static SDVariable number(LayerGraph g, long value) {
    return g.sd().constant(Nd4j.createFromArray(value));
  }

  /** Ones of the shape whose dimensions are given, each as {@code [1]}. */
  static SDVariable ones(LayerGraph g, SDVariable... dimensions) {
    return g.sd().fill(g.sd().concat(0, dimensions), g.dataType(), 1.0);
  }

  /** Ones {@code [N, T, 1]} for x {@code [N, T, *]}. */
  static SDVariable onesColumn(LayerGraph g, SDVariable x) {
    return ones(g, size(g, x, 0), size(g, x, 1), number(g, 1));
  }

  /** Ones {@code [N, 1, S]} for x {@code [N, *, S]}. */
  static SDVariable onesRow(LayerGraph g, SDVariable x) {
    return ones(g, size(g, x, 0), number(g, 1), size(g, x, 2));
  }

  /** 0 … L−1 in every row, {@code [N, L]} for x {@code [N, L, *]}. */
  static SDVariable positions(LayerGraph g, SDVariable x) {
    SDVariable ones = ones(g, size(g, x, 0), size(g, x, 1));
    return g.sd().cumsum(ones, true, false, 1);
  }

  /** {@code s − centre}: centre {@code [N, T, 1]}, like {@code [N, T, S]} → {@code [N, T, S]}. */
  static SDVariable distance(LayerGraph g, SDVariable centre, SDVariable like) {
    SameDiff sd = g.sd();
    SDVariable all = ones(g, size(g, like, 0), size(g, like, 1), size(g, like, 2)); // [N, T, S]
    SDVariable source = sd.cumsum(all, true, false, 2); // s, static
    SDVariable tiled = sd.mmul(centre, onesRow(g, like)); // [N, T, S]
    return g.add(source, tiled.neg());
  }

  /** 1 where {@code |distance| ≤ halfWidth}, else 0; without gradient. */
  static SDVariable inside(LayerGraph g, SDVariable distance, int halfWidth) {
    return g.sd().lte(g.sd().math().abs(distance), halfWidth).castTo(g.dataType());
  }
}
