package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Reduce;
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
            Part part = new Part(memory.rows(p, p + 1), k, u);
            int first = (int) ((long) p * groups.size() / parts);
            int end = (int) ((long) (p + 1) * groups.size() / parts);
            groups.subList(first, end).forEach(part::attend);
          }
        });
  }

  /** What one thread works with. */
  private final class Part {
    private final Matrix memory; // keys or values, and weights, of a group
    private final float[] all; // weights of all keys [K, h, U]
    private final float[] weights; // of those that a hypothesis attends to [K, h, ..]
    private final float[] mean; // [S]

    Part(Matrix memory, int k, int u) {
      this.memory = memory;
      this.all = new float[k * heads * u];
      this.weights = new float[k * heads * u];
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
      normalize(group, scores);
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
      Matrix together = memory.reshaped(0, size(group), d);
      for (int i = 0; i < keys.length; i++) {
        together.write(i, all, keys[i]);
      }
      for (int i = 0; own != null && i < group.count(); i++) {
        together.write(keys.length + i, own, group.first() + i);
      }
      return together;
    }

    /** Softmax over what each hypothesis attends to, in each head; and the mean of the heads. */
    private void normalize(StepGroup group, Matrix scores) {
      int u = size(group);
      scores.read(0, group.count(), all);
      int n = 0;
      for (int i = 0; i < group.count(); i++) {
        int[] places = places(group, i);
        for (int h = 0; h < heads; h++) {
          int start = n;
          for (int place : places) {
            weights[n++] = all[(i * heads + h) * u + place];
          }
          Softmax.subtractMax(weights, start, n);
        }
      }
      FastExp.exp(weights, 0, n);
      Arrays.fill(all, 0, group.count() * heads * u, 0);
      n = 0;
      for (int i = 0; i < group.count(); i++) {
        int[] places = places(group, i);
        int[] positions = group.positions()[i];
        Arrays.fill(mean, 0);
        for (int h = 0; h < heads; h++, n += places.length) {
          float factor = 1 / Reduce.sum(weights, n, n + places.length);
          for (int j = 0; j < places.length; j++) {
            all[(i * heads + h) * u + places[j]] = factor * weights[n + j];
          }
          for (int j = 0; j < positions.length; j++) {
            mean[positions[j]] += factor / heads * weights[n + j];
          }
        }
        means.write(group.first() + i, mean);
      }
      scores.write(0, group.count(), all);
    }

    /** Where a hypothesis finds its keys, that of the position itself last. */
    private int[] places(StepGroup group, int i) {
      int[] places = group.places()[i];
      if (ownKeys == null) {
        return places;
      }
      int[] all = Arrays.copyOf(places, places.length + 1);
      all[places.length] = group.keys().length + i;
      return all;
    }
  }
}
