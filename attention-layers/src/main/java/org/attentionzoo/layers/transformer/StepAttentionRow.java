package org.attentionzoo.layers.transformer;

import java.util.Arrays;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.Reduce;

/** What one thread of a {@link StepAttention} works with: one sentence after the other. */
final class StepAttentionRow {
  final float[] context; // [d]
  final float[] mean; // of the heads' weights, [S]

  private final int heads;
  private final int size; // k, of a head
  private final Matrix[] in;
  private final float scale;
  private final float[] query; // [d]
  private final float[] keep; // [S]
  private final float[] rows; // keys, then values [S (+ 1), d]
  private final float[] own; // [d]
  private final float[] weights; // [h, S (+ 1)], each head's side by side
  private final float[] masked; // the scores while weights becomes e^score
  private final float[] scratch;

  /**
   * @param in the arguments of {@link StepAttention}
   */
  StepAttentionRow(int heads, Matrix[] in) {
    this.heads = heads;
    this.in = in;
    int d = in[0].columns();
    int s = in[3].columns();
    this.size = d / heads;
    this.scale = (float) (1 / Math.sqrt(size));
    this.context = new float[d];
    this.mean = new float[s];
    this.query = new float[d];
    this.keep = new float[s];
    this.rows = new float[(s + 1) * d];
    this.own = new float[d];
    this.weights = new float[heads * (s + 1)];
    this.masked = new float[heads * (s + 1)];
    this.scratch = new float[heads * (s + 1)];
  }

  /** Fills context and mean for sentence n. */
  void attend(int n) {
    in[0].read(n, query);
    in[3].read(n, keep);
    int s = lastKept();
    int count = in.length > 4 ? s + 1 : s;
    read(in[1], in.length > 4 ? in[4] : null, n, s);
    scores(s, count);
    softmax(count);
    read(in[2], in.length > 4 ? in[5] : null, n, s);
    sum(count);
    average(s, count);
  }

  private int lastKept() {
    int s = keep.length;
    while (s > 0 && !(keep[s - 1] > 0)) {
      s--;
    }
    return s;
  }

  private void read(Matrix all, Matrix itself, int n, int s) {
    all.read(n * keep.length, s, rows);
    if (itself != null) {
      itself.read(n, own);
      System.arraycopy(own, 0, rows, s * own.length, own.length);
    }
  }

  private void scores(int s, int count) {
    int d = query.length;
    for (int i = 0; i < count; i++) {
      boolean kept = i >= s || keep[i] > 0;
      for (int h = 0; h < heads; h++) {
        float product = Reduce.dot(query, h * size, rows, i * d + h * size, size);
        weights[h * count + i] = kept ? product * scale : Float.NEGATIVE_INFINITY;
      }
    }
  }

  /** Of each head; zeros where nothing is kept. */
  private void softmax(int count) {
    for (int h = 0; h < heads; h++) {
      int from = h * count;
      float max = Reduce.max(weights, from, from + count);
      float shift = max == Float.NEGATIVE_INFINITY ? 0 : max;
      for (int i = from; i < from + count; i++) {
        weights[i] -= shift;
      }
    }
    System.arraycopy(weights, 0, masked, 0, heads * count);
    FastExp.exp(weights, scratch, 0, heads * count);
    for (int i = 0; i < heads * count; i++) { // FastExp has no 0
      weights[i] = masked[i] == Float.NEGATIVE_INFINITY ? 0 : weights[i];
    }
    for (int h = 0; h < heads; h++) {
      int from = h * count;
      float sum = Reduce.sum(weights, from, from + count);
      float factor = sum == 0 ? 0 : 1 / sum;
      for (int i = from; i < from + count; i++) {
        weights[i] *= factor;
      }
    }
  }

  private void sum(int count) {
    Arrays.fill(context, 0);
    for (int i = 0; i < count; i++) {
      for (int h = 0; h < heads; h++) {
        add(weights[h * count + i], rows, i * query.length + h * size, context, h * size, size);
      }
    }
  }

  private static void add(float factor, float[] x, int xFrom, float[] y, int yFrom, int n) {
    for (int j = 0; j < n; j++) {
      y[yFrom + j] += factor * x[xFrom + j];
    }
  }

  private void average(int s, int count) {
    Arrays.fill(mean, 0);
    for (int h = 0; h < heads; h++) {
      add(1f / heads, weights, h * count, mean, 0, s);
    }
  }
}
