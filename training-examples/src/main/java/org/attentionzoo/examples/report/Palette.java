package org.attentionzoo.examples.report;

import java.util.List;

/** Colours of models: far apart, also for the colour-blind, on light and dark ground. */
final class Palette {

  private static final List<String> COLORS =
      List.of(
          "#2b6cb0", "#d9622b", "#2f9e77", "#8e5bd0", "#c9364f", "#b08a1e", "#3aa0c9", "#7a7f87");

  private Palette() {}

  /** As {@code #rrggbb}; begins again after eight models. */
  static String color(int model) {
    return COLORS.get(model % COLORS.size());
  }
}
