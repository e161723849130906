package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Scratch;
import org.attentionzoo.layers.kernel.Softmax;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One call of {@link HeadAttention}: the products of N · h heads, split over threads. */
final class HeadProducts {
  /** Numbers of a block of rows that stay in a processor's first cache. */
  private static final int BLOCK = 2048;

  private final HeadAttention attention;
  private final int t;
  private final int s;
  private final int size;
  private final int count; // N · h
  private final Matrix queries;
  private final Matrix keys;
  private final Matrix values;
  private final Matrix mask;
  private final long[] contextShape;
  private final Matrix context;
  private final Matrix weights; // [N · h · T, S]
  private final float scale;
  private final DropoutMask dropout; // null for none

  HeadProducts(HeadAttention attention, INDArray[] inputs, INDArray[] outputs, Pass pass) {
    this.attention = attention;
    this.t = (int) inputs[0].size(1);
    this.s = (int) inputs[1].size(1);
    this.size = (int) inputs[0].size(2) / attention.heads();
    this.count = (int) inputs[0].size(0) * attention.heads();
    this.queries = Matrix.of(inputs[0]);
    this.keys = Matrix.of(inputs[1]);
    this.values = Matrix.of(inputs[2]);
    this.mask = Matrix.of(inputs[3]);
    this.contextShape = outputs[0].shape();
    this.context = Matrix.of(outputs[0]);
    this.weights = Matrix.of(outputs[1]);
    this.scale = (float) (1 / Math.sqrt(size));
    boolean drops = pass.drops() && attention.dropoutRate() > 0;
    this.dropout =
        drops ? new DropoutMask(attention.dropoutRate(), pass.seed(attention.site())) : null;
  }

  /** What one thread does with the heads from (inclusive) to (exclusive) and memory of its own. */
  private interface Part {
    void run(int from, int to, Matrix memory);
  }

  /**
   * @param rows of S numbers that each thread needs
   */
  private void split(int rows, Part part) {
    int threads = ParallelRows.threads();
    Matrix memory = Scratch.matrix(threads * rows, s);
    Gemm.batch(
        threads,
        (first, last) -> {
          for (int p = first; p < last; p++) {
            int from = (int) ((long) p * count / threads);
            int to = (int) ((long) (p + 1) * count / threads);
            part.run(from, to, memory.rows(p * rows, (p + 1) * rows));
          }
        });
  }

  /** A head's part of {@code [N · length, d]}. */
  private Matrix head(Matrix all, int head, int length) {
    int n = head / attention.heads();
    int first = head % attention.heads() * size;
    return all.rows(n * length, (n + 1) * length).columns(first, first + size);
  }

  private Matrix weights(Matrix all, int head) {
    return all.rows(head * t, (head + 1) * t);
  }

  private int blockRows() {
    return Math.min(t, Math.max(1, BLOCK / s));
  }

  void forward() {
    split(dropout == null ? 0 : t, this::forward);
  }

  private void forward(int from, int to, Matrix dropped) {
    float[] keep = new float[s];
    int block = blockRows();
    float[] x = new float[block * s];
    float[] kept = new float[block * s];
    for (int head = from; head < to; head++) {
      mask.read(head / attention.heads(), keep);
      Matrix own = weights(weights, head);
      Gemm.single(scale, head(queries, head, t), false, head(keys, head, s), true, 0, own);
      for (int r = 0; r < t; r += block) {
        int count = Math.min(block, t - r);
        own.read(r, count, x);
        Softmax.masked(x, keep, s, count * s, attention.causal() ? r + 1 : s);
        own.write(r, count, x);
        if (dropout != null) {
          dropout.apply(x, (head * t + r) * s, count * s, kept);
          dropped.write(r, count, x);
        }
      }
      Matrix used = dropout == null ? own : dropped;
      Gemm.single(1, used, false, head(values, head, s), false, 0, head(context, head, t));
    }
  }

  /**
   * @param above gradients of context and weights, null where nothing depends on one
   * @param below gradients of queries, keys and values, to be filled; null where not wanted
   */
  void backward(INDArray[] above, INDArray[] below) {
    Matrix[] to = new Matrix[3];
    for (int i = 0; i < 3; i++) {
      to[i] = below[i] == null ? null : Matrix.of(below[i]);
    }
    Matrix dc = Matrix.of(above[0] == null ? Nd4j.zeros(DataType.FLOAT, contextShape) : above[0]);
    Matrix dw = above[1] == null ? null : Matrix.of(above[1]);
    split(2 * t, (first, last, memory) -> backward(first, last, memory, dc, dw, to));
  }

  private void backward(int from, int to, Matrix memory, Matrix dc, Matrix dw, Matrix[] below) {
    Matrix slopes = memory.rows(0, t); // gradients of the weights, then of the scores
    Matrix dropped = memory.rows(t, 2 * t);
    int block = blockRows();
    float[] w = new float[block * s];
    float[] g = new float[block * s];
    float[] more = new float[block * s];
    float[] kept = new float[block * s];
    for (int head = from; head < to; head++) {
      Matrix own = weights(weights, head);
      Gemm.single(1, head(dc, head, t), false, head(values, head, s), true, 0, slopes);
      for (int r = 0; r < t; r += block) {
        int count = Math.min(block, t - r);
        int n = count * s;
        own.read(r, count, w);
        slopes.read(r, count, g);
        if (dropout != null) {
          dropout.draw((head * t + r) * s, n, kept);
          Elementwise.multiply(g, kept, g, n);
          Elementwise.multiply(w, kept, more, n);
          dropped.write(r, count, more);
        }
        if (dw != null) {
          weights(dw, head).read(r, count, more);
          for (int i = 0; i < n; i++) {
            g[i] += more[i];
          }
        }
        Softmax.gradient(w, g, s, n, scale);
        slopes.write(r, count, g);
      }
      if (below[0] != null) {
        Gemm.single(1, slopes, false, head(keys, head, s), false, 0, head(below[0], head, t));
      }
      if (below[1] != null) {
        Gemm.single(1, slopes, true, head(queries, head, t), false, 0, head(below[1], head, s));
      }
      if (below[2] != null) {
        Matrix used = dropout == null ? own : dropped;
        Gemm.single(1, used, true, head(dc, head, t), false, 0, head(below[2], head, s));
      }
    }
  }
}
