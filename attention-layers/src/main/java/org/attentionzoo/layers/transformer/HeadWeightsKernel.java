package org.attentionzoo.layers.transformer;

import java.util.Arrays;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Rows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link HeadWeights} in plain Java; the blocks {@code [T, S]} of N · h heads split over threads.
 */
record HeadWeightsKernel(boolean causal) implements HeadWeights.Method {

  /** Below this many numbers another thread costs more than it saves. */
  private static final int WORTH_A_THREAD = 1 << 13;

  @Override
  public void forward(INDArray scores, INDArray mask, INDArray weights) {
    int s = (int) scores.size(3);
    int t = (int) scores.size(2);
    int heads = (int) scores.size(1);
    INDArray in = blocks(scores);
    INDArray out = blocks(weights);
    forBlocks(
        in,
        (from, to) -> {
          Rows source = Rows.of(in);
          Rows target = Rows.of(out);
          Rows masks = Rows.of(mask);
          double[] block = new double[t * s];
          double[] keep = new double[s];
          for (int b = from; b < to; b++) {
            source.read(b, block);
            masks.read(b / heads, keep);
            for (int i = 0; i < t; i++) {
              softmax(block, i * s, causal ? Math.min(s, i + 1) : s, s, keep);
            }
            target.write(b, block);
          }
        });
  }

  private static INDArray blocks(INDArray a) {
    return a.reshape('c', new long[] {a.size(0) * a.size(1), a.size(2) * a.size(3)});
  }

  private static void forBlocks(INDArray blocks, ParallelRows.RowRange body) {
    int size = (int) blocks.size(1);
    ParallelRows.parallel((int) blocks.size(0), 1 + WORTH_A_THREAD / size, body);
  }

  /** One row of {@code size} numbers from {@code start}, of which the first {@code seen} count. */
  private static void softmax(double[] x, int start, int seen, int size, double[] keep) {
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < seen; j++) {
      max = keep[j] > 0 ? Math.max(max, x[start + j]) : max;
    }
    if (max == Double.NEGATIVE_INFINITY) {
      Arrays.fill(x, start, start + size, 0); // nothing to be seen
      return;
    }
    double sum = 0;
    for (int j = 0; j < seen; j++) {
      double e = keep[j] > 0 ? Math.exp(x[start + j] - max) : 0;
      x[start + j] = e;
      sum += e;
    }
    for (int j = 0; j < seen; j++) {
      x[start + j] /= sum;
    }
    Arrays.fill(x, start + seen, start + size, 0);
  }

  @Override
  public void backward(INDArray weights, INDArray gradient, INDArray scoreGradient) {
    int s = (int) weights.size(3);
    INDArray y = blocks(weights);
    INDArray dy = blocks(gradient);
    INDArray dx = blocks(scoreGradient);
    forBlocks(
        y,
        (from, to) -> {
          Rows ys = Rows.of(y);
          Rows above = Rows.of(dy);
          Rows target = Rows.of(dx);
          double[] w = new double[ys.size()];
          double[] g = new double[ys.size()];
          for (int b = from; b < to; b++) {
            ys.read(b, w);
            above.read(b, g);
            for (int start = 0; start < w.length; start += s) {
              double mean = 0;
              for (int j = start; j < start + s; j++) {
                mean += w[j] * g[j];
              }
              for (int j = start; j < start + s; j++) {
                g[j] = w[j] * (g[j] - mean);
              }
            }
            target.write(b, g);
          }
        });
  }
}
