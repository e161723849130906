package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.output.TokenScores;

/**
 * The search for one source sentence: its live hypotheses, one decoder row each, and those that
 * ended. The kinds of search differ in which extensions they choose and when they may stop.
 */
abstract class SentenceSearch {

  final SearchTask task;
  private List<PartialHypothesis> live;
  private Candidates[] candidates;

  SentenceSearch(SearchTask task) {
    this.task = task;
    setLive(List.of(PartialHypothesis.start(task.row(), task.bos())));
  }

  private void setLive(List<PartialHypothesis> hypotheses) {
    live = hypotheses;
    candidates = new Candidates[hypotheses.size()];
  }

  /**
   * The tokens that a hypothesis could go on with.
   *
   * @param scores of the next token, valid during the call
   */
  abstract Candidates choose(TokenScores scores);

  /** The extensions to go on with, given the candidates of each hypothesis. */
  abstract List<Extension> extend(List<PartialHypothesis> hypotheses, Candidates[] chosen);

  /** A hypothesis ended, by EOS or at the maximum length. */
  abstract void end(PartialHypothesis hypothesis);

  /** Whether the search is over although these hypotheses could go on. */
  boolean mayStop(List<PartialHypothesis> hypotheses) {
    return false;
  }

  abstract List<Hypothesis> results();

  final List<PartialHypothesis> live() {
    return live;
  }

  /** Takes the scores of live hypothesis i; several hypotheses may be read at once. */
  final void read(int i, TokenScores scores) {
    int length = live.get(i).length;
    if (length < task.prefix().length) {
      candidates[i] = Candidates.only(task.prefix()[length], scores);
      return;
    }
    boolean end = task.endForced() && length + 1 == task.maxSteps();
    candidates[i] = end ? Candidates.certain(task.eos()) : choose(scores);
  }

  /**
   * Goes on when all live hypotheses, at rows firstRow + i of the step, have been read.
   *
   * @param attention of the step [R][S], or null
   */
  final void advance(int firstRow, float[][] attention) {
    requireAllRead(firstRow);
    List<Extension> extensions = extend(live, candidates);
    if (extensions.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "source %d, step %d: no token that may be generated has a probability above 0",
              task.source(),
              step()));
    }
    List<PartialHypothesis> next = new ArrayList<>(extensions.size());
    for (Extension extension : extensions) {
      int row = firstRow + extension.hypothesis();
      PartialHypothesis longer =
          live.get(extension.hypothesis())
              .extend(row, extension.token(), extension.logProbability(), weights(attention, row));
      if (longer.token == task.eos() || longer.length == task.maxSteps()) {
        end(longer);
      } else {
        next.add(longer);
      }
    }
    setLive(mayStop(next) ? List.of() : next);
  }

  private void requireAllRead(int firstRow) {
    for (int i = 0; i < candidates.length; i++) {
      if (candidates[i] == null) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "step %d: the model showed no scores of row %d",
                step(),
                firstRow + i));
      }
    }
  }

  private int step() {
    return live.get(0).length + 1;
  }

  /** Over the sentence's own positions [S], or null. */
  private float[] weights(float[][] attention, int row) {
    return attention == null
        ? null
        : Arrays.copyOf(attention[row], Math.min(task.sourceLength(), attention[row].length));
  }
}
