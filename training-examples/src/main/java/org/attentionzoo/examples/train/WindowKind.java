package org.attentionzoo.examples.train;

import java.util.Locale;
import org.attentionzoo.layers.attention.Window;

/** Which source positions take part in attention (Luong et al. 2015, §3.1 and §3.2). */
enum WindowKind {
  GLOBAL {
    @Override
    Window create(int halfWidth) {
      return Window.global();
    }
  },
  LOCAL_M {
    @Override
    Window create(int halfWidth) {
      return Window.localMonotonic(halfWidth);
    }
  },
  LOCAL_P {
    @Override
    Window create(int halfWidth) {
      return Window.localPredictive(halfWidth);
    }
  };

  /**
   * @param halfWidth D, positions on each side of the centre
   */
  abstract Window create(int halfWidth);

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
