package org.attentionzoo.examples.train;

import java.util.Locale;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Cosine;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Location;
import org.attentionzoo.layers.attention.ScaledDot;
import org.attentionzoo.layers.attention.Score;

/** How a recurrent model compares its state with the source. */
enum ScoreKind {
  ADDITIVE {
    @Override
    Score create(int units, int longestSource) {
      return new Additive(units);
    }
  },
  /** Luong's name for the additive score. */
  CONCAT {
    @Override
    Score create(int units, int longestSource) {
      return new Additive(units);
    }
  },
  DOT {
    @Override
    Score create(int units, int longestSource) {
      return new Dot();
    }
  },
  SCALED_DOT {
    @Override
    Score create(int units, int longestSource) {
      return new ScaledDot();
    }
  },
  GENERAL {
    @Override
    Score create(int units, int longestSource) {
      return new General();
    }
  },
  COSINE {
    @Override
    Score create(int units, int longestSource) {
      return Cosine.learned(1);
    }
  },
  LOCATION {
    @Override
    Score create(int units, int longestSource) {
      return new Location(longestSource);
    }
  };

  /**
   * @param units H of the decoder, the size of the additive score's hidden layer
   * @param longestSource the most source positions that the location score can tell apart
   */
  abstract Score create(int units, int longestSource);

  /**
   * Whether the state must be as long as the source's vectors, so that one encoder direction fits.
   */
  boolean needsEqualSizes() {
    return this == DOT || this == SCALED_DOT || this == COSINE;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
