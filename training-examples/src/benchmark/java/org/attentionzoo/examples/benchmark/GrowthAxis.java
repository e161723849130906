package org.attentionzoo.examples.benchmark;

import java.util.List;

/** What grows, while the rest stays as {@code benchmark transformer} has it. */
enum GrowthAxis {
  /** S = T; attention weights make time and memory quadratic in it. */
  LENGTH("--length", 2, 16, 32, 64, 128, 256, 512),
  /** N. */
  BATCH("--batch", 1, 1, 2, 4, 8, 16, 32),
  /** d; the weights of a layer are quadratic in it. */
  SIZE("--size", 2, 64, 128, 256, 512),
  /** Layers of encoder and of decoder. */
  LAYERS("--layers", 1, 1, 2, 4, 8);

  private final String option;
  private final int degree;
  private final List<Integer> grid;

  GrowthAxis(String option, int degree, Integer... grid) {
    this.option = option;
    this.degree = degree;
    this.grid = List.of(grid);
  }

  /** The option of {@code benchmark transformer}. */
  String option() {
    return option;
  }

  /** The power of the fastest growing part that there may be. */
  int degree() {
    return degree;
  }

  /** The values to measure, growing. */
  List<Integer> grid() {
    return grid;
  }

  /** Its name in results. */
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
