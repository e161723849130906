package org.attentionzoo.layers.fused;

import java.util.Arrays;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.Reduce;
import org.attentionzoo.layers.kernel.Softmax;

/**
 * What one thread of a {@link StepAttention} works with where no hypotheses have keys in common:
 * one after the other. Plain loops, which are done before a library has been called.
 */
final class StepAttentionRow {
  private static final int KEYS = 1; // the positions of StepAttention's arguments
  private static final int VALUES = 2;
  private static final int MASK = StepAttention.MASK;
  private static final int TO_OWN = 4; // from keys or values to those of the position itself

  final float[] context; // [d]
  final float[] mean; // of the heads' weights, [S]

  private final int heads;
  private final int size; // k, of a head
  private final Matrix[] in;
  private final float scale;
  private final int[] rows; // of the keys and values [N·S]
  private final int[] positions; // those that the mask keeps
  private final int[] at; // their rows of the keys and values
  private final float[] query; // [d]
  private final float[] keep; // [S]
  private final float[] row; // a key or value [d]
  private final float[] products; // [d]
  private final float[] wide; // the weight of the row in each head, over the head's columns [d]
  private final float[] weights; // of what is kept [h, .. (+ 1)], each head's side by side

  /**
   * @param in the arguments of {@link StepAttention}
   * @param rows the one that is no matrix
   */
  StepAttentionRow(int heads, Matrix[] in, int[] rows) {
    this.heads = heads;
    this.in = in;
    int d = in[0].columns();
    int s = in[MASK].columns();
    this.size = d / heads;
    this.scale = (float) (1 / Math.sqrt(size));
    this.context = new float[d];
    this.mean = new float[s];
    this.rows = rows;
    this.positions = new int[s];
    this.at = new int[s];
    this.query = new float[d];
    this.keep = new float[s];
    this.row = new float[d];
    this.products = new float[d];
    this.wide = new float[d];
    this.weights = new float[heads * (s + 1)];
  }

  /** Fills context and mean for sentence n. */
  void attend(int n) {
    in[0].read(n, query);
    in[MASK].read(n, keep);
    int s = findKept(n);
    int count = in.length > MASK + 1 ? s + 1 : s;
    scores(n, s, count);
    Softmax.exponentials(weights, count, heads * count);
    Softmax.normalize(weights, count, heads * count);
    sum(n, s, count);
    average(s, count);
  }

  /** How many positions of sentence n the mask keeps. */
  private int findKept(int n) {
    int kept = 0;
    for (int t = 0; t < keep.length; t++) {
      if (keep[t] > 0) {
        positions[kept] = t;
        at[kept++] = rows[n * keep.length + t];
      }
    }
    return kept;
  }

  /** Reads key or value i of sentence n, the one of the position itself after the others. */
  private void read(int which, int n, int i, int s) {
    if (i < s) {
      in[which].read(at[i], row);
    } else {
      in[which + TO_OWN].read(n, row);
    }
  }

  private void scores(int n, int s, int count) {
    for (int i = 0; i < count; i++) {
      read(KEYS, n, i, s);
      Elementwise.multiply(query, row, products, row.length);
      for (int h = 0; h < heads; h++) {
        weights[h * count + i] = scale * Reduce.sum(products, h * size, (h + 1) * size);
      }
    }
  }

  private void sum(int n, int s, int count) {
    Arrays.fill(context, 0);
    for (int i = 0; i < count; i++) {
      read(VALUES, n, i, s);
      for (int h = 0; h < heads; h++) {
        Arrays.fill(wide, h * size, (h + 1) * size, weights[h * count + i]);
      }
      Elementwise.addProduct(wide, row, context, row.length);
    }
  }

  private void average(int s, int count) {
    Arrays.fill(mean, 0);
    for (int h = 0; h < heads; h++) {
      for (int i = 0; i < s; i++) {
        mean[positions[i]] += weights[h * count + i] / heads;
      }
    }
  }
}
