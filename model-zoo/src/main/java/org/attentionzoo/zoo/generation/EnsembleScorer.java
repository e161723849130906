package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.output.TokenScores;

/**
 * Several models that decide together (Sutskever et al. 2014, §3.6): the probability of a token is
 * the mean of the members', and so are the attention weights. The members may be of different
 * kinds, but read and write the same vocabularies.
 */
public final class EnsembleScorer implements StepScorer {

  /** A mean probability below this is none; {@link FastExp} does not go down to 0. */
  private static final float LEAST = 1e-37f;

  private final List<StepScorer> members;

  /**
   * @param members one or more, each counting the same
   * @throws IllegalArgumentException if there are none, or they have not the same number of target
   *     tokens
   */
  public EnsembleScorer(List<? extends StepScorer> members) {
    Arguments.allGiven("members", members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("an ensemble needs at least one model");
    }
    this.members = List.copyOf(members);
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i).vocabularySize() != vocabularySize()) {
        throw new IllegalArgumentException(
            "model %d of the ensemble has %d target tokens, but model 1 has %d"
                .formatted(i + 1, members.get(i).vocabularySize(), vocabularySize()));
      }
    }
  }

  @Override
  public int vocabularySize() {
    return members.get(0).vocabularySize();
  }

  @Override
  public long longestSource() {
    return members.stream().mapToLong(StepScorer::longestSource).min().orElseThrow();
  }

  @Override
  public long maxSteps() {
    return members.stream().mapToLong(StepScorer::maxSteps).min().orElseThrow();
  }

  @Override
  public DecoderState begin(int[][] sources, boolean attention) {
    Arguments.allGiven("sources", sources);
    State state = new State(attention);
    try {
      members.forEach(member -> state.members.add(member.begin(sources, attention)));
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
    return state;
  }

  private final class State implements RowwiseState {
    private final List<DecoderState> members = new ArrayList<>();
    private final boolean attention;
    private int step;

    State(boolean attention) {
      this.attention = attention;
    }

    @Override
    public void step(int[] tokens, ScoreReader reader) {
      step++;
      float[][] sums = new float[tokens.length][vocabularySize()]; // of probabilities [R][V]
      List<float[][]> weights = new ArrayList<>(); // [R][S] of each member
      for (DecoderState member : members) {
        float[][] ofMember = new float[tokens.length][];
        weights.add(ofMember);
        RowwiseState.step(
            member,
            step,
            tokens,
            attention,
            (row, scores, weightsOfRow) -> {
              StepScores.checkRow(step, row, scores, vocabularySize());
              add(scores.logProbabilities(), sums[row]);
              ofMember[row] = attention ? weightsOfRow.clone() : null;
            });
      }
      ParallelRows.parallel(
          tokens.length,
          (from, to) -> {
            for (int row = from; row < to; row++) {
              logOfMean(sums[row]);
              reader.read(
                  row, new TokenScores(sums[row], 0), attention ? mean(weights, row) : null);
            }
          });
    }

    private void add(float[] logProbabilities, float[] sum) {
      FastExp.exp(logProbabilities, new float[sum.length], 0, sum.length);
      Elementwise.add(logProbabilities, sum, sum.length);
    }

    private void logOfMean(float[] sum) {
      float share = 1f / members.size();
      for (int token = 0; token < sum.length; token++) {
        float mean = sum[token] * share;
        sum[token] = mean < LEAST ? Float.NEGATIVE_INFINITY : (float) Math.log(mean);
      }
    }

    private float[] mean(List<float[][]> weights, int row) {
      float[] mean = new float[weights.get(0)[row].length];
      for (float[][] ofMember : weights) {
        Elementwise.addScaled(1f / weights.size(), ofMember[row], mean, mean.length);
      }
      return mean;
    }

    @Override
    public void select(int[] rows) {
      members.forEach(member -> member.select(rows));
    }

    @Override
    public void close() {
      members.forEach(DecoderState::close);
    }
  }
}
