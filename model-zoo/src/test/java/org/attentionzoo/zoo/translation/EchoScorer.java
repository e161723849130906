package org.attentionzoo.zoo.translation;

import java.util.Arrays;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.output.TokenScores;
import org.attentionzoo.zoo.generation.DecoderState;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * A model that repeats the source and looks at the token it repeats. It doubts a little, and when
 * it does, likes special tokens best.
 */
final class EchoScorer implements StepScorer {

  private final int vocabularySize;
  private final long longestSource;

  EchoScorer(int vocabularySize, long longestSource) {
    this.vocabularySize = vocabularySize;
    this.longestSource = longestSource;
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public long longestSource() {
    return longestSource;
  }

  @Override
  public DecoderState begin(int[][] sources, boolean attention) {
    return new State(sources.clone());
  }

  private float[] scores(int right) {
    double[] weights = new double[vocabularySize];
    Arrays.fill(weights, 1);
    Arrays.fill(weights, Vocabulary.PAD, Vocabulary.EOS, 2);
    weights[right] = 30;
    double sum = Arrays.stream(weights).sum();
    float[] scores = new float[vocabularySize];
    for (int token = 0; token < vocabularySize; token++) {
      scores[token] = (float) Math.log(weights[token] / sum);
    }
    return scores;
  }

  private final class State implements DecoderState {
    private int[][] sources;
    private float[][] weights;
    private int position;

    State(int[][] sources) {
      this.sources = sources;
    }

    @Override
    public void step(int[] tokens, RowReader reader) {
      int longest = Arrays.stream(sources).mapToInt(source -> source.length).max().getAsInt();
      weights = new float[sources.length][longest];
      for (int row = 0; row < sources.length; row++) {
        int[] source = sources[row];
        int next = position < source.length ? source[position] : Vocabulary.EOS;
        reader.read(row, new TokenScores(scores(next), 0));
        weights[row][Math.min(position, source.length - 1)] = 1;
      }
      position++;
    }

    @Override
    public float[][] attention() {
      return weights;
    }

    @Override
    public void select(int[] rows) {
      sources = Arrays.stream(rows).mapToObj(row -> sources[row]).toArray(int[][]::new);
    }
  }
}
