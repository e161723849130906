package org.attentionzoo.examples.translate;

import java.util.Arrays;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.output.TokenScores;
import org.attentionzoo.zoo.generation.DecoderState;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * A model that repeats the source and looks at the character it repeats; it may doubt whether that
 * is right.
 */
final class EchoScorer implements StepScorer {

  private final int vocabularySize;
  private final float right;
  private final float wrong;

  /** Sure of itself. */
  EchoScorer(int vocabularySize) {
    this(vocabularySize, 0);
  }

  /**
   * @param doubt probability of each token but the right one
   */
  EchoScorer(int vocabularySize, double doubt) {
    this.vocabularySize = vocabularySize;
    right = (float) Math.log(1 - (vocabularySize - 1) * doubt);
    wrong = doubt == 0 ? -100 : (float) Math.log(doubt);
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public DecoderState begin(int[][] sources, boolean attention) {
    return new State(sources.clone());
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
        float[] scores = new float[vocabularySize];
        Arrays.fill(scores, wrong);
        scores[position < source.length ? source[position] : Vocabulary.EOS] = right;
        reader.read(row, new TokenScores(scores, 0));
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
