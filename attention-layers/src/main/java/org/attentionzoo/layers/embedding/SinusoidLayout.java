package org.attentionzoo.layers.embedding;

/**
 * How sinusoidal positions lie in a vector of size d. A model computes with the one that it was
 * trained with. Position t, wave i = 0 … d/2 − 1.
 */
public enum SinusoidLayout {

  /**
   * Sine and cosine of each wave side by side, {@code sin(t / 10000^(2i/d))} and its cosine, as in
   * Vaswani et al. 2017, §3.5; the default.
   */
  INTERLEAVED {
    @Override
    double value(double t, int k, int size) {
      return wave(t, k / 2 * 2.0 / size, k % 2 == 0);
    }
  },

  /**
   * The same waves, all sines before all cosines, as in Hugging Face's Marian; of an odd size the
   * sines are one more.
   */
  HALVES {
    @Override
    double value(double t, int k, int size) {
      int sines = (size + 1) / 2;
      return wave(t, k % sines * 2.0 / size, k < sines);
    }
  },

  /**
   * All sines before all cosines, of waves that end at 10000, {@code sin(t / 10000^(i / (d/2 −
   * 1)))}, as in Tensor2Tensor (Vaswani et al. 2018), Marian, fairseq and OpenNMT-tf; of an odd
   * size the last number is 0.
   */
  TENSOR2TENSOR {
    @Override
    double value(double t, int k, int size) {
      int waves = size / 2;
      if (k >= 2 * waves) {
        return 0;
      }
      return wave(t, k % waves / Math.max(1.0, waves - 1), k < waves);
    }
  };

  private static final double LONGEST_WAVE = 10000;

  private static double wave(double t, double exponent, boolean sine) {
    double angle = t / Math.pow(LONGEST_WAVE, exponent);
    return sine ? Math.sin(angle) : Math.cos(angle);
  }

  /** The k-th of d numbers of position t. */
  abstract double value(double t, int k, int size);
}
