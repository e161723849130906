package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The search for one source sentence: its live hypotheses, one decoder row each, and those that
 * ended. The kinds of search differ in which extensions they choose and when they may stop.
 */
abstract class SentenceSearch {

  final SearchTask task;
  private List<Path> live;

  SentenceSearch(SearchTask task) {
    this.task = task;
    this.live = List.of(Path.start(task.row(), task.bos()));
  }

  /** The extensions to go on with, of live hypotheses i at rows firstRow + i of the scores. */
  abstract List<Path> extend(List<Path> hypotheses, StepScores scores, int firstRow);

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

  final void advance(StepScores scores, int firstRow) {
    List<Path> extended = extend(live, scores, firstRow);
    if (extended.isEmpty()) {
      throw new IllegalStateException(
          "source %d, step %d: no token that may be generated has a probability above 0"
              .formatted(task.source(), live.get(0).length + 1));
    }
    List<Path> next = new ArrayList<>(extended.size());
    for (Path path : extended) {
      if (path.token == task.eos() || path.length == task.maxSteps()) {
        end(path);
      } else {
        next.add(path);
      }
    }
    live = mayStop(next) ? List.of() : next;
  }

  /** This row's attention over the sentence's own positions [S], or null. */
  final float[] attention(StepScores scores, int row) {
    return scores.attention() == null
        ? null
        : Arrays.copyOf(
            scores.attention()[row], Math.min(task.sourceLength(), scores.attention()[row].length));
  }
}
