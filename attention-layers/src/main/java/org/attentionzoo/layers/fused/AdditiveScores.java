package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.ColumnSums;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.FastTanh;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Reduce;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.memory.ReusableArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Additive scores, {@code v · tanh(query + key)}. Arguments: projected queries {@code [N, T, a]},
 * keys {@code [N, S, a]} or {@link SentenceRows} that are gathered, v {@code [a, 1]}; output:
 * scores {@code [N, T, S]}. The hidden layer {@code [N, T, S, a]} is never stored: a few of its
 * rows exist at a time, and the backward pass computes them once more.
 */
record AdditiveScores() implements PlanFunction {
  /** Numbers of the hidden layer that are worked on at once: they stay in the first cache. */
  private static final int BLOCK = 4096;

  @Override
  public String name() {
    return "additive_scores";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray query = inputs.get(0);
    long[] shape = {query.size(0), query.size(1), SentenceRows.length(inputs, 1)};
    return List.of(LongShapeDescriptor.fromShape(shape, query.dataType()));
  }

  @Override
  public boolean stacks() {
    return true;
  }

  @Override
  public int gathers() {
    return 1;
  }

  @Override
  public Instance newInstance() {
    return new Run();
  }

  private static final class Run implements Instance {
    private final ReusableArray vectorMemory = new ReusableArray();

    @Override
    public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
      SentenceRows keys = new SentenceRows(inputs, 1);
      Sizes sizes = new Sizes(inputs[0], keys);
      Matrix queries = Matrix.of(inputs[0]);
      float[] v = Matrix.elements(inputs[2]);
      Matrix scores = Matrix.of(outputs[0]);
      ParallelRows.parallel(
          sizes.n,
          (from, to) -> {
            Hidden hidden = new Hidden(sizes);
            float[] tiledV = new float[hidden.values.length];
            Elementwise.tile(v, sizes.a, sizes.block, tiledV);
            float[] row = new float[sizes.s];
            for (int n = from; n < to; n++) {
              for (int t = n * sizes.t; t < (n + 1) * sizes.t; t++) {
                hidden.read(queries, t);
                for (int s = 0; s < sizes.s; s += sizes.block) {
                  int count = sizes.count(s);
                  hidden.compute(keys, n, s);
                  Elementwise.multiply(hidden.values, tiledV, hidden.values, count * sizes.a);
                  for (int i = 0; i < count; i++) {
                    row[s + i] = Reduce.sum(hidden.values, i * sizes.a, (i + 1) * sizes.a);
                  }
                }
                scores.write(t, row);
              }
            }
          });
    }

    @Override
    public void backward(Call call) {
      SentenceRows keys = new SentenceRows(call.inputs(), 1);
      Sizes sizes = new Sizes(call.input(0), keys);
      Matrix vectors =
          call.inputGradient(2) == null
              ? null
              : Matrix.of(vectorMemory.of(DataType.FLOAT, sizes.n, sizes.a));
      Backward backward =
          new Backward(
              sizes, keys, call.inputs(), call.outputGradients(), call.inputGradients(), vectors);
      ParallelRows.parallel(
          sizes.n,
          (from, to) -> {
            Backward.Sentence sentence = backward.new Sentence();
            for (int n = from; n < to; n++) {
              sentence.run(n);
            }
          });
      if (vectors != null) {
        ColumnSums.of(vectors, Matrix.row(call.inputGradient(2)));
      }
    }
  }

  private static final class Sizes {
    final int n;
    final int t;
    final int s;
    final int a;

    /** Source positions worked on at once. */
    final int block;

    Sizes(INDArray query, SentenceRows keys) {
      n = (int) query.size(0);
      t = (int) query.size(1);
      a = (int) query.size(2);
      s = keys.length();
      block = Math.min(s, Math.max(1, BLOCK / a));
    }

    /** How many source positions the block from this one on has. */
    int count(int from) {
      return Math.min(block, s - from);
    }
  }

  /** {@code tanh(query + key)} for some source positions of one sentence, for one thread. */
  private static final class Hidden {
    private final Sizes sizes;
    private final float[] query;
    private final float[] tiled; // the query under each of the keys
    final float[] values;

    Hidden(Sizes sizes) {
      this.sizes = sizes;
      query = new float[sizes.a];
      tiled = new float[sizes.block * sizes.a];
      values = new float[sizes.block * sizes.a];
    }

    /** Takes a row of the queries for the calls that follow. */
    void read(Matrix queries, int row) {
      queries.read(row, query);
      Elementwise.tile(query, sizes.a, sizes.block, tiled);
    }

    /** Fills {@link #values} from position s on, for as many positions as the sizes say. */
    void compute(SentenceRows keys, int n, int s) {
      int a = sizes.a;
      int count = sizes.count(s);
      keys.read(n, s, count, values);
      Elementwise.add(tiled, values, count * a);
      FastTanh.tanh(values, 0, count * a);
    }
  }

  /** With g the gradient of a score, h the hidden row: {@code w = g (1 - h²)} is all it takes. */
  private static final class Backward {
    private final Sizes sizes;
    private final Matrix queries;
    private final SentenceRows keys;
    private final Matrix scores; // their gradients
    private final float[] v;
    private final Matrix dQueries;
    private final Matrix dKeys;
    private final Matrix dVectors; // [N, a]: v's gradient, sentence by sentence

    Backward(
        Sizes sizes,
        SentenceRows keys,
        INDArray[] in,
        INDArray[] gradients,
        INDArray[] results,
        Matrix vectors) {
      this.sizes = sizes;
      this.keys = keys;
      queries = Matrix.of(in[0]);
      scores = Matrix.of(gradients[0]);
      v = Matrix.elements(in[2]);
      dQueries = results[0] == null ? null : Matrix.of(results[0]);
      dKeys = results[1] == null ? null : Matrix.of(results[1]);
      dVectors = vectors;
    }

    /** The gradients of one sentence, summed over blocks of hidden rows at a time. */
    private final class Sentence {
      private final int a = sizes.a;
      private final Hidden hidden = new Hidden(sizes);
      private final float[] g = new float[sizes.t * sizes.s];
      private final float[] wide = new float[sizes.block * sizes.a]; // each g under a hidden row
      private final float[] dKey = new float[sizes.block * sizes.a];
      private final float[] ofV = new float[sizes.block * sizes.a]; // g h
      private final float[] dQuery = new float[sizes.t * sizes.a];
      private final float[] dVector = new float[sizes.a];
      private final float[] row = new float[sizes.a];
      private final float[] sum = new float[sizes.a];

      void run(int n) {
        scores.read(n * sizes.t, sizes.t, g);
        Arrays.fill(dQuery, 0);
        Arrays.fill(dVector, 0);
        for (int s = 0; s < sizes.s; s += sizes.block) {
          int count = sizes.count(s);
          Arrays.fill(dKey, 0);
          Arrays.fill(ofV, 0);
          for (int t = 0; t < sizes.t; t++) {
            hidden.read(queries, n * sizes.t + t);
            hidden.compute(keys, n, s);
            spread(t * sizes.s + s, count);
            add(t, count);
          }
          if (dVectors != null) {
            addRows(ofV, count, dVector, 0);
          }
          if (dKeys != null) {
            timesV(dKey, count);
            dKeys.write(n * sizes.s + s, count, dKey);
          }
        }
        if (dQueries != null) {
          timesV(dQuery, sizes.t);
          dQueries.write(n * sizes.t, sizes.t, dQuery);
        }
        if (dVectors != null) {
          dVectors.write(n, dVector);
        }
      }

      /** Fills {@link #wide}; hidden rows without a gradient, as of padding, may be NaN. */
      private void spread(int from, int count) {
        for (int i = 0; i < count; i++) {
          float gradient = g[from + i];
          Arrays.fill(wide, i * a, (i + 1) * a, gradient);
          if (gradient == 0) {
            Arrays.fill(hidden.values, i * a, (i + 1) * a, 0);
          }
        }
      }

      private void add(int t, int count) {
        float[] h = hidden.values;
        int numbers = count * a;
        if (dVectors != null) {
          Elementwise.addProduct(wide, h, ofV, numbers);
        }
        for (int i = 0; i < numbers; i++) {
          h[i] = wide[i] * (1 - h[i] * h[i]);
        }
        if (dKeys != null) {
          Elementwise.add(h, dKey, numbers);
        }
        if (dQueries != null) {
          addRows(h, count, dQuery, t * a);
        }
      }

      /** {@code sums[offset …] ← sums[offset …] + Σ rows}. */
      private void addRows(float[] rows, int count, float[] sums, int offset) {
        System.arraycopy(sums, offset, sum, 0, a);
        for (int i = 0; i < count; i++) {
          System.arraycopy(rows, i * a, row, 0, a);
          Elementwise.add(row, sum, a);
        }
        System.arraycopy(sum, 0, sums, offset, a);
      }

      private void timesV(float[] rows, int count) {
        for (int i = 0; i < count; i++) {
          System.arraycopy(rows, i * a, row, 0, a);
          Elementwise.multiply(v, row, row, a);
          System.arraycopy(row, 0, rows, i * a, a);
        }
      }
    }
  }
}
