package org.attentionzoo.layers.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Hypotheses that attend together find what each finds alone. */
class StepAttentionTest {

  private static final int HEADS = 3;
  private static final int D = 12;
  private static final int MEMORY = 4800;

  private final Random random = new Random(5);
  private final int threads = ParallelRows.threads();

  @AfterEach
  void restoreThreads() {
    ParallelRows.setThreads(threads);
  }

  /** A call's arguments, and what is expected of it. */
  private record Case(int[][] rows, float[][] mask, boolean own) {
    int n() {
      return rows.length;
    }

    int s() {
      return rows[0].length;
    }
  }

  /** Sentences one after the other in the memory, with so many hypotheses each. */
  private Case source(int s, int... hypotheses) {
    int n = Arrays.stream(hypotheses).sum();
    int[][] rows = new int[n][s];
    float[][] mask = new float[n][s];
    int row = 0;
    for (int sentence = 0; sentence < hypotheses.length; sentence++) {
      for (int i = 0; i < hypotheses[sentence]; i++, row++) {
        int start = sentence * s;
        Arrays.setAll(rows[row], t -> start + t);
        Arrays.fill(mask[row], 0, Math.max(1, s - sentence), 1); // padding behind
      }
    }
    return new Case(rows, mask, false);
  }

  /** Hypotheses that have their first positions in common, and some later ones by chance. */
  private Case history(int filled, int capacity, int... hypotheses) {
    int n = Arrays.stream(hypotheses).sum();
    int[][] rows = new int[n][capacity];
    float[][] mask = new float[n][capacity];
    int row = 0;
    for (int count : hypotheses) {
      int first = row;
      for (int i = 0; i < count; i++, row++) {
        for (int t = 0; t < filled; t++) {
          int from = t < filled / 2 ? first : first + random.nextInt(i + 1);
          rows[row][t] = t * n + from;
          mask[row][t] = 1;
        }
      }
    }
    return new Case(rows, mask, true);
  }

  /** Context [N][d] and weights [N][S]. */
  private static float[][][] run(Case c, INDArray... matrices) {
    INDArray[] in = new INDArray[c.own ? 7 : 5];
    System.arraycopy(matrices, 0, in, 0, 3); // query, keys, values
    in[3] = Nd4j.createFromArray(c.rows);
    in[4] = Nd4j.createFromArray(c.mask);
    if (c.own) {
      in[5] = matrices[3];
      in[6] = matrices[4];
    }
    INDArray[] out = {
      Nd4j.valueArrayOf(new long[] {c.n(), 1, D}, 9f),
      Nd4j.valueArrayOf(new long[] {c.n(), 1, c.s()}, 9f)
    };
    new StepAttention(HEADS).newInstance().forward(in, out, new Pass(false, 0));
    return new float[][][] {
      out[0].reshape('c', c.n(), D).toFloatMatrix(),
      out[1].reshape('c', c.n(), c.s()).toFloatMatrix()
    };
  }

  private static INDArray values(long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape).subi(0.5).muli(4);
  }

  private static INDArray row(INDArray x, int n) {
    return x.slice(n).dup('c').reshape(1, 1, D);
  }

  /** Written out in double. */
  private static double[][] equation(Case c, int n, INDArray... m) {
    double[] context = new double[D];
    double[] weights = new double[c.s()];
    int k = D / HEADS;
    for (int h = 0; h < HEADS; h++) {
      double[] e = new double[c.s() + 1];
      double sum = 0;
      for (int t = 0; t <= c.s(); t++) {
        boolean own = t == c.s();
        if (own ? c.own : c.mask[n][t] > 0) {
          double score = 0;
          for (int j = h * k; j < (h + 1) * k; j++) {
            double key = own ? m[3].getDouble(n, 0, j) : m[1].getDouble(c.rows[n][t], j);
            score += m[0].getDouble(n, 0, j) * key;
          }
          e[t] = Math.exp(score / Math.sqrt(k));
          sum += e[t];
        }
      }
      for (int t = 0; t <= c.s() && sum > 0; t++) {
        if (t < c.s()) {
          weights[t] += e[t] / sum / HEADS;
        }
        for (int j = h * k; e[t] > 0 && j < (h + 1) * k; j++) {
          double value = t == c.s() ? m[4].getDouble(n, 0, j) : m[2].getDouble(c.rows[n][t], j);
          context[j] += e[t] / sum * value;
        }
      }
    }
    return new double[][] {context, weights};
  }

  private void check(Case c) {
    INDArray[] matrices = {
      values(c.n(), 1, D),
      values(MEMORY, D),
      values(MEMORY, D),
      values(c.n(), 1, D),
      values(c.n(), 1, D)
    };
    forget(matrices, c);
    float[][][] together = run(c, matrices);
    for (int n = 0; n < c.n(); n++) {
      double[][] expected = equation(c, n, matrices);
      Case alone = new Case(new int[][] {c.rows[n]}, new float[][] {c.mask[n]}, c.own);
      float[][][] one =
          run(
              alone,
              row(matrices[0], n),
              matrices[1],
              matrices[2],
              row(matrices[3], n),
              row(matrices[4], n));
      for (int i = 0; i < 2; i++) {
        assertClose(together[i][n], expected[i]);
        assertClose(one[i][0], expected[i]);
      }
    }
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], offset(1e-6));
    }
  }

  /** What nobody attends to may be anything. */
  private static void forget(INDArray[] matrices, Case c) {
    boolean[] read = new boolean[MEMORY];
    for (int n = 0; n < c.n(); n++) {
      for (int t = 0; t < c.s(); t++) {
        read[c.rows[n][t]] |= c.mask[n][t] > 0;
      }
    }
    for (int i = 1; i < 3; i++) {
      float[][] rows = matrices[i].toFloatMatrix();
      for (int r = 0; r < MEMORY; r++) {
        if (!read[r]) {
          Arrays.fill(rows[r], Float.NaN);
        }
      }
      matrices[i] = Nd4j.createFromArray(rows);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void equalsItsEquation(int threads) {
    ParallelRows.setThreads(threads);
    check(source(7, 4, 1, 3));
    check(source(7, 1, 1, 1)); // nobody has anything in common
    check(source(9, 20, 2)); // more than are looked at together
    check(history(6, 8, 4, 3));
    check(history(5, 5, 2, 1, 5));
    check(history(0, 4, 2, 2)); // the first step
  }

  @Test
  void soManyThatThreadsShareThem() {
    ParallelRows.setThreads(3);
    int[] hypotheses = new int[80];
    Arrays.fill(hypotheses, 4);
    hypotheses[79] = 2;
    check(source(60, hypotheses));
  }

  /** Sentences do not meet, not even before they have written anything. */
  @Test
  void whatIsWrongWithASentenceStaysThere() {
    Case c = history(0, 4, 2, 2);
    INDArray x = values(4, 1, D);
    INDArray memory = values(MEMORY, D);
    INDArray values = values(4, 1, D);
    float[][] expected = run(c, x, memory, memory, x, values)[0];
    values.putSlice(0, Nd4j.valueArrayOf(new long[] {1, D}, Float.NaN));
    float[][] actual = run(c, x, memory, memory, x, values)[0];
    assertThat(actual[0]).contains(Float.NaN);
    assertThat(Arrays.copyOfRange(actual, 1, 4)).isDeepEqualTo(Arrays.copyOfRange(expected, 1, 4));
  }

  @Test
  void aSourceThatIsAllPaddingGivesZeros() {
    Case c = source(4, 2, 2);
    Arrays.fill(c.mask[2], 0);
    Arrays.fill(c.mask[3], 0);
    check(c);
  }

  @Test
  void positionsInTheMiddleMayBeMasked() {
    Case c = source(6, 3);
    c.mask[1][2] = 0;
    c.mask[2][4] = 0;
    check(c);
    c = history(6, 6, 3);
    c.mask[0][3] = 0;
    check(c);
  }

  @Test
  void whatHypothesesHaveInCommonIsReadOnce() {
    int[] rows = {5, 6, 9, 5, 6, 8, 5, 7, 8, 2, 3, 4}; // three of a sentence and another
    float[] keep = new float[12];
    Arrays.fill(keep, 1);
    keep[5] = 0;
    List<StepGroup> groups = StepGroup.of(rows, keep, 3);
    assertThat(groups).hasSize(2);
    StepGroup first = groups.get(0);
    assertThat(first.keys()).containsExactly(5, 6, 7, 9, 8);
    assertThat(first.positions()).isDeepEqualTo(new int[][] {{0, 1, 2}, {0, 1}, {0, 1, 2}});
    assertThat(first.places()).isDeepEqualTo(new int[][] {{0, 1, 3}, {0, 1}, {0, 2, 4}});
    assertThat(first.isBlock()).isFalse();
    assertThat(groups.get(1).first()).isEqualTo(3);
    assertThat(groups.get(1).isBlock()).isTrue();
  }

  @Test
  void noGroupsWhereNothingIsShared() {
    assertThat(StepGroup.of(new int[] {1, 2, 3, 4}, new float[] {1, 1, 1, 1}, 2)).isEmpty();
  }

  @Test
  void aRowThatIsNotThereIsNamed() {
    Case c = source(3, 2);
    c.rows[1][2] = MEMORY;
    INDArray query = values(2, 1, D);
    INDArray memory = values(MEMORY, D);
    assertThatThrownBy(() -> run(c, query, memory, memory))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("4800");
  }
}
