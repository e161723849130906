package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Scratch;
import org.attentionzoo.layers.kernel.Softmax;

/** A {@link StepAttention} of groups: their products, split over threads. */
final class StepProducts {

  private static final int OWN_KEYS = 5; // these two where positions attend to themselves
  private static final int OWN_VALUES = 6;

  /** How much a product of a group is faster than one row by row. */
  private static final int FASTER = 4;

  private final int heads;
  private final int d;
  private final int s;
  private final Matrix queries; // [N, d]
  private final Matrix keys; // [M, d]
  private final Matrix values; // [M, d]
  private final Matrix ownKeys; // [N, d] or null
  private final Matrix ownValues; // [N, d] or null
  private final Matrix context; // [N, d]
  private final Matrix means; // [N, S]
  private final float scale;

  /**
   * @param in the arguments of {@link StepAttention}
   * @param context {@code [N, d]}, to be filled
   * @param means {@code [N, S]}, to be filled
   */
  StepProducts(int heads, Matrix[] in, Matrix context, Matrix means) {
    this.heads = heads;
    this.queries = in[0];
    this.keys = in[1];
    this.values = in[2];
    boolean own = in.length > OWN_KEYS;
    this.ownKeys = own ? in[OWN_KEYS] : null;
    this.ownValues = own ? in[OWN_VALUES] : null;
    this.context = context;
    this.means = means;
    this.d = queries.columns();
    this.s = means.columns();
    this.scale = (float) (1 / Math.sqrt((double) d / heads));
  }

  /** U, how many keys a group has. */
  private int size(StepGroup group) {
    return group.keys().length + (ownKeys == null ? 0 : group.count());
  }

  void run(List<StepGroup> groups) {
    int k = groups.stream().mapToInt(StepGroup::count).max().orElse(0);
    int u = groups.stream().mapToInt(this::size).max().orElse(0);
    int worth = Grain.PRODUCTS.rows((long) k * u * d / FASTER);
    int parts = Math.max(1, Math.min(ParallelRows.threads(), groups.size() / worth));
    Matrix memory = Scratch.matrix(parts, u * d + k * u * heads);
    Gemm.batch(
        parts,
        (from, to) -> {
          for (int p = from; p < to; p++) {
            Part part = new Part(memory.rows(p, p + 1), u);
            int first = (int) ((long) p * groups.size() / parts);
            int end = (int) ((long) (p + 1) * groups.size() / parts);
            groups.subList(first, end).forEach(part::attend);
          }
        });
  }

  /** What one thread works with. */
  private final class Part {
    private final Matrix memory; // keys or values, and weights, of a group
    private final float[] rows; // keys or values [U, d]
    private final float[] weights; // of one hypothesis [h, U]
    private final float[] keep; // [U]
    private final float[] mean; // [S]

    Part(Matrix memory, int u) {
      this.memory = memory;
      this.rows = new float[u * d];
      this.weights = new float[heads * u];
      this.keep = new float[u];
      this.mean = new float[s];
    }

    void attend(StepGroup group) {
      int first = group.first();
      int end = first + group.count();
      int u = size(group);
      if (u == 0) {
        nothing(first, end);
        return;
      }
      Matrix scores = memory.reshaped(u * d, group.count(), heads * u);
      Matrix attended = together(group, keys, ownKeys);
      for (int h = 0; h < heads; h++) {
        Matrix query = head(queries, h, d).rows(first, end);
        Gemm.single(scale, query, false, head(attended, h, d), true, 0, head(scores, h, heads * u));
      }
      for (int i = 0; i < group.count(); i++) {
        normalize(group, i, scores);
      }
      attended = together(group, values, ownValues);
      for (int h = 0; h < heads; h++) {
        Matrix to = head(context, h, d).rows(first, end);
        Gemm.single(1, head(scores, h, heads * u), false, head(attended, h, d), false, 0, to);
      }
    }

    private Matrix head(Matrix all, int h, int columns) {
      int size = columns / heads;
      return all.columns(h * size, (h + 1) * size);
    }

    /** All is padding. */
    private void nothing(int first, int end) {
      for (int n = first; n < end; n++) {
        context.write(n, new float[d]);
        means.write(n, new float[s]);
      }
    }

    /** The keys or values of a group {@code [U, d]}, those of the positions themselves last. */
    private Matrix together(StepGroup group, Matrix all, Matrix own) {
      int[] keys = group.keys();
      if (own == null && group.isBlock()) {
        return all.rows(keys[0], keys[0] + keys.length);
      }
      for (int i = 0; i < keys.length; i++) {
        all.read(keys[i], rows, i * d);
      }
      for (int i = 0; own != null && i < group.count(); i++) {
        own.read(group.first() + i, rows, (keys.length + i) * d);
      }
      Matrix together = memory.reshaped(0, size(group), d);
      together.write(0, together.rows(), rows);
      return together;
    }

    /** Softmax over what hypothesis i attends to, in each head; and the mean of the heads. */
    private void normalize(StepGroup group, int i, Matrix scores) {
      int u = scores.columns() / heads;
      int[] places = group.places()[i];
      Arrays.fill(keep, 0, u, 0);
      for (int place : places) {
        if (place >= 0) {
          keep[place] = 1;
        }
      }
      if (ownKeys != null) {
        keep[group.keys().length + i] = 1;
      }
      scores.read(i, weights);
      Softmax.masked(weights, keep, u, heads * u, u);
      scores.write(i, weights);
      for (int t = 0; t < s; t++) {
        mean[t] = 0;
        for (int h = 0; h < heads && places[t] >= 0; h++) {
          mean[t] += weights[h * u + places[t]] / heads;
        }
      }
      means.write(group.first() + i, mean);
    }
  }
}
