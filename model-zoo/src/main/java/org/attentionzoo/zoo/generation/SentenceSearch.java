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
  private List<Path> live;
  private Candidates[] candidates;

  SentenceSearch(SearchTask task) {
    this.task = task;
    setLive(List.of(Path.start(task.row(), task.bos())));
  }

  private void setLive(List<Path> paths) {
    live = paths;
    candidates = new Candidates[paths.size()];
  }

  /**
   * The tokens that a hypothesis could go on with.
   *
   * @param scores of the next token, valid during the call
   * @param attention of the row, to be handed on
   */
  abstract Candidates choose(TokenScores scores, float[] attention);

  /** The extensions to go on with, given the candidates of each hypothesis, row by row. */
  abstract List<Path> extend(List<Path> hypotheses, Candidates[] chosen, int firstRow);

  /** A hypothesis ended, by EOS or at the maximum length. */
  abstract void end(Path path);

  /** Whether the search is over although these hypotheses could go on. */
  boolean mayStop(List<Path> hypotheses) {
    return false;
  }

  abstract List<Hypothesis> results();

  final List<Path> live() {
    return live;
  }

  /** Takes the scores of live hypothesis i; several hypotheses may be read at once. */
  final void read(int i, TokenScores scores, float[] attention) {
    float[] own =
        attention == null
            ? null
            : Arrays.copyOf(attention, Math.min(task.sourceLength(), attention.length));
    candidates[i] = choose(scores, own);
  }

  /** Goes on when all live hypotheses, at rows firstRow + i of the step, have been read. */
  final void advance(int firstRow) {
    List<Path> extended = extend(live, candidates, firstRow);
    if (extended.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "source %d, step %d: no token that may be generated has a probability above 0",
              task.source(),
              live.get(0).length + 1));
    }
    List<Path> next = new ArrayList<>(extended.size());
    for (Path path : extended) {
      if (path.token == task.eos() || path.length == task.maxSteps()) {
        end(path);
      } else {
        next.add(path);
      }
    }
    setLive(mayStop(next) ? List.of() : next);
  }
}
