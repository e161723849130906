package org.attentionzoo.examples.translate;

import java.util.Arrays;
import org.attentionzoo.zoo.generation.DecoderState;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.generation.StepScores;
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
    return new State(sources.clone(), attention);
  }

  private final class State implements DecoderState {
    private final boolean attention;
    private int[][] sources;
    private int position;

    State(int[][] sources, boolean attention) {
      this.sources = sources;
      this.attention = attention;
    }

    @Override
    public StepScores step(int[] tokens) {
      int longest = Arrays.stream(sources).mapToInt(source -> source.length).max().getAsInt();
      float[][] scores = new float[sources.length][vocabularySize];
      float[][] weights = new float[sources.length][longest];
      for (int row = 0; row < sources.length; row++) {
        int[] source = sources[row];
        Arrays.fill(scores[row], wrong);
        scores[row][position < source.length ? source[position] : Vocabulary.EOS] = right;
        weights[row][Math.min(position, source.length - 1)] = 1;
      }
      position++;
      return new StepScores(scores, attention ? weights : null);
    }

    @Override
    public void select(int[] rows) {
      sources = Arrays.stream(rows).mapToObj(row -> sources[row]).toArray(int[][]::new);
    }
  }
}
