package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.output.MeanScores;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.precision.Precision;

/**
 * Several models that decide together (Sutskever et al. 2014, §3.6): the probability of a token is
 * the mean of the members', and so are the attention weights. The members may be of different
 * kinds, but read and write the same vocabularies.
 */
public final class EnsembleScorer implements StepScorer {

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
            String.format(
                Locale.ROOT,
                "model %d of the ensemble has %d target tokens, but model 1 has %d",
                i + 1,
                members.get(i).vocabularySize(),
                vocabularySize()));
      }
    }
  }

  @Override
  public EnsembleScorer withPrecision(Precision precision) {
    Arguments.given("precision", precision);
    return new EnsembleScorer(members.stream().map(m -> m.withPrecision(precision)).toList());
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
    State state = new State();
    try {
      members.forEach(member -> state.members.add(member.begin(sources, attention)));
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
    return state;
  }

  /** Closes the members. */
  @Override
  public void close() {
    members.forEach(StepScorer::close);
  }

  private final class State implements DecoderState {
    private final List<DecoderState> members = new ArrayList<>();
    private int step;
    private int rows;

    @Override
    public void step(int[] tokens, RowReader reader) {
      step++;
      rows = tokens.length;
      MeanScores mean = new MeanScores(rows, vocabularySize());
      for (DecoderState member : members) {
        member.step(
            tokens,
            (row, scores) -> {
              StepCheck.scores(step, row, scores, vocabularySize());
              mean.read(row, scores);
            });
      }
      mean.show(reader);
    }

    @Override
    public float[][] attention() {
      float[][] mean = new float[rows][];
      float share = 1f / members.size();
      for (DecoderState member : members) {
        float[][] weights = StepCheck.attention(step, member.attention(), rows); // [R][S]
        for (int row = 0; row < rows; row++) {
          mean[row] = mean[row] == null ? new float[weights[row].length] : mean[row];
          for (int s = 0; s < mean[row].length; s++) {
            mean[row][s] += share * weights[row][s];
          }
        }
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
