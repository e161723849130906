package org.attentionzoo.layers.output;

import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Reduce;
import org.attentionzoo.layers.kernel.Softmax;

/**
 * Kernel of {@code log Σ_j e^z_j} for one thread: goes over the logits in blocks that stay in the
 * cache, and leaves no probabilities behind.
 */
final class RowScores {
  private static final int BLOCK = TokenScores.LANES;

  /** Shorter rows are summed up otherwise, as {@link Reduce#sum} does. */
  private static final int LONG = 3 * BLOCK;

  private final float[] peaks = new float[BLOCK]; // the highest of each block's first, second …
  private final float[] sums = new float[BLOCK]; // of exponentials, the same
  private final float[] block = new float[BLOCK];
  private final float[] exponentials = new float[LONG]; // of a short row
  private final float[] scratch = new float[LONG];

  /**
   * @param logits [V], which lose their maximum; the scores are good for as long as they are
   */
  TokenScores of(float[] logits) {
    int v = logits.length;
    if (v < LONG) {
      Softmax.subtractMax(logits, 0, v);
      System.arraycopy(logits, 0, exponentials, 0, v);
      FastExp.exp(exponentials, scratch, 0, v);
      return new TokenScores(logits, (float) Math.log(Reduce.sum(exponentials, 0, v)));
    }
    TokenScores.peaksOf(logits, peaks, block);
    float max = Reduce.max(peaks, 0, BLOCK);
    subtract(peaks, max);
    subtractAndExp(logits, 0, BLOCK, max);
    System.arraycopy(block, 0, sums, 0, BLOCK);
    int from = BLOCK;
    for (; from + BLOCK <= v; from += BLOCK) {
      subtractAndExp(logits, from, BLOCK, max);
      for (int i = 0; i < BLOCK; i++) {
        sums[i] += block[i];
      }
    }
    subtractAndExp(logits, from, v - from, max);
    float sum = Reduce.sum(sums, 0, BLOCK) + Reduce.sum(block, 0, v - from);
    return new TokenScores(logits, (float) Math.log(sum), peaks);
  }

  /** Takes the maximum from some logits, and leaves their exponentials in the block. */
  private void subtractAndExp(float[] logits, int from, int count, float max) {
    System.arraycopy(logits, from, block, 0, count); // index for index, so that it is vectorised
    subtract(block, max);
    System.arraycopy(block, 0, logits, from, count);
    FastExp.exp(block, scratch, 0, count);
  }

  private static void subtract(float[] x, float max) {
    for (int i = 0; i < x.length; i++) {
      x[i] -= max;
    }
  }
}
