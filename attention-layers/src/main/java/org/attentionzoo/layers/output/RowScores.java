package org.attentionzoo.layers.output;

import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Reduce;

/**
 * Kernel of {@code log Σ_j e^z_j} for one thread: goes over the logits in blocks that stay in the
 * cache, and leaves no probabilities behind.
 */
final class RowScores {
  private static final int BLOCK = FastExp.BLOCK;

  /** Shorter rows are summed up otherwise, as {@link Reduce#sum} does. */
  private static final int LONG = 3 * BLOCK;

  private final float[] peaks = new float[BLOCK]; // the highest of each block's first, second …
  private final float[] sums = new float[BLOCK]; // of exponentials, the same
  private final float[] block = new float[BLOCK];
  private final FastExp exp = new FastExp();
  private final float[] shortRow = new float[LONG]; // its exponentials

  /**
   * @param logits [V]; the scores are good for as long as they are, and until the next call
   */
  TokenScores of(float[] logits) {
    if (logits.length < LONG) {
      return new TokenScores(logits, this, null);
    }
    TokenScores.peaksOf(logits, peaks, block);
    return new TokenScores(logits, this, peaks);
  }

  /**
   * {@code log Σ_j e^(z_j − max)}.
   *
   * @param max the highest logit
   */
  float logNormalizer(float[] logits, float max) {
    int v = logits.length;
    if (v < LONG) {
      System.arraycopy(logits, 0, shortRow, 0, v);
      subtract(shortRow, max, v);
      FastExp.exp(shortRow, 0, v);
      return (float) Math.log(Reduce.sum(shortRow, 0, v));
    }
    subtractAndExp(logits, 0, BLOCK, max, sums);
    int from = BLOCK;
    for (; from + BLOCK <= v; from += BLOCK) {
      subtractAndExp(logits, from, BLOCK, max, block);
      for (int i = 0; i < BLOCK; i++) {
        sums[i] += block[i];
      }
    }
    subtractAndExp(logits, from, v - from, max, block);
    return (float) Math.log(Reduce.sum(sums, 0, BLOCK) + Reduce.sum(block, 0, v - from));
  }

  private void subtractAndExp(float[] z, int from, int count, float max, float[] out) {
    System.arraycopy(z, from, out, 0, count); // index for index, so that it is vectorised
    subtract(out, max, count);
    exp.block(out, count);
  }

  private static void subtract(float[] x, float max, int n) {
    for (int i = 0; i < n; i++) {
      x[i] -= max;
    }
  }
}
