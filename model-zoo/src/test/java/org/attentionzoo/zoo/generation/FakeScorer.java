package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.output.TokenScores;

/**
 * A model whose distribution depends on the whole source and the whole prefix, and which counts
 * what a search asks of it. The prefix lives in the state, so a wrong {@code select} changes the
 * scores.
 */
class FakeScorer implements StepScorer {

  static final int BOS = 0;
  static final int EOS = 1;

  final int vocabularySize;
  final int usable; // tokens from this one on have probability 0
  final List<Integer> rowsPerStep = new ArrayList<>();
  boolean closed;

  FakeScorer(int vocabularySize, int usable) {
    this.vocabularySize = vocabularySize;
    this.usable = usable;
  }

  FakeScorer(int vocabularySize) {
    this(vocabularySize, vocabularySize);
  }

  /** log p(next | source, prefix) [V]; the prefix starts with BOS. */
  float[] logProbabilities(int[] source, List<Integer> prefix) {
    long seed = 31L * Arrays.hashCode(source) + prefix.hashCode();
    SplittableRandom random = new SplittableRandom(seed).split();
    double[] weights = new double[usable];
    for (int v = 0; v < usable; v++) {
      weights[v] = v == BOS ? 0 : Math.exp(3 * random.nextDouble());
    }
    double sum = Arrays.stream(weights).sum();
    float[] result = new float[vocabularySize];
    for (int v = 0; v < vocabularySize; v++) {
      result[v] =
          v < usable && v != BOS ? (float) Math.log(weights[v] / sum) : Float.NEGATIVE_INFINITY;
    }
    return result;
  }

  /** Names the source (by its first token), the step and the row's last token. */
  static float[] attention(int[] source, List<Integer> prefix, int paddedLength) {
    float[] weights = new float[paddedLength];
    weights[0] = source[0];
    weights[source.length - 1] += prefix.size() + 0.01f * prefix.get(prefix.size() - 1);
    return weights;
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public DecoderState begin(int[][] sources, boolean attention) {
    return new State(sources, attention);
  }

  private record Row(int[] source, List<Integer> prefix) {}

  private class State implements DecoderState {

    private final boolean attention;
    private final int paddedLength;
    private List<Row> rows = new ArrayList<>();
    private float[][] weights;

    State(int[][] sources, boolean attention) {
      this.attention = attention;
      paddedLength = Arrays.stream(sources).mapToInt(source -> source.length).max().orElseThrow();
      for (int[] source : sources) {
        rows.add(new Row(source, List.of()));
      }
    }

    @Override
    public void step(int[] tokens, RowReader reader) {
      if (tokens.length != rows.size()) {
        throw new AssertionError(tokens.length + " tokens for " + rows.size() + " rows");
      }
      rowsPerStep.add(tokens.length);
      weights = attention ? new float[tokens.length][] : null;
      List<Row> next = new ArrayList<>();
      for (int r = 0; r < tokens.length; r++) {
        Row row = rows.get(r);
        List<Integer> prefix = new ArrayList<>(row.prefix);
        prefix.add(tokens[r]);
        next.add(new Row(row.source, prefix));
        reader.read(r, new TokenScores(logProbabilities(row.source, prefix), 0));
        if (attention) {
          weights[r] = FakeScorer.attention(row.source, prefix, paddedLength);
        }
      }
      rows = next;
    }

    @Override
    public float[][] attention() {
      return weights;
    }

    @Override
    public void select(int[] selected) {
      rows = Arrays.stream(selected).mapToObj(rows::get).toList();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
