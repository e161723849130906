package org.attentionzoo.zoo.generation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.output.TokenScores;

/**
 * The decoder's R rows at one step: which live hypothesis of which search each of them is. Reads
 * their scores for the searches.
 */
final class StepRows implements RowReader {

  private final int step;
  private final int vocabularySize;
  private final List<SentenceSearch> searches;
  private final SentenceSearch[] searchOfRow; // [R]
  private final int[] hypothesisOfRow; // its index in the search [R]

  /**
   * @param step from 1
   * @param searches those that go on
   */
  StepRows(int step, int vocabularySize, List<SentenceSearch> searches) {
    this.step = step;
    this.vocabularySize = vocabularySize;
    this.searches = searches;
    int rows = searches.stream().mapToInt(search -> search.live().size()).sum();
    searchOfRow = new SentenceSearch[rows];
    hypothesisOfRow = new int[rows];
    int row = 0;
    for (SentenceSearch search : searches) {
      for (int i = 0; i < search.live().size(); i++, row++) {
        searchOfRow[row] = search;
        hypothesisOfRow[row] = i;
      }
    }
  }

  /** R. */
  int count() {
    return hypothesisOfRow.length;
  }

  private IntStream ofHypotheses(ToIntFunction<PartialHypothesis> value) {
    return searches.stream().flatMap(search -> search.live().stream()).mapToInt(value);
  }

  /** The token that each hypothesis ends in [R]. */
  int[] tokens() {
    return ofHypotheses(hypothesis -> hypothesis.token).toArray();
  }

  @Override
  public void read(int row, TokenScores scores) {
    if (row < 0 || row >= count()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "step %d: the model showed scores of row %d, but there are %d rows",
              step,
              row,
              count()));
    }
    StepCheck.scores(step, row, scores, vocabularySize);
    searchOfRow[row].read(hypothesisOfRow[row], scores);
  }

  /**
   * Lets every search go on.
   *
   * @param attention of the step [R][S], or null
   * @return the searches that are not over
   */
  List<SentenceSearch> advance(float[][] attention) {
    for (int row = 0; row < count(); row++) {
      if (hypothesisOfRow[row] == 0) {
        searchOfRow[row].advance(row, attention);
      }
    }
    return searches.stream().filter(search -> !search.live().isEmpty()).toList();
  }

  /** The rows that the hypotheses which are live now came from. */
  int[] survivors() {
    return ofHypotheses(hypothesis -> hypothesis.row).toArray();
  }

  /** Whether these rows are all, in their order. */
  boolean areAll(int[] rows) {
    return Arrays.equals(rows, IntStream.range(0, count()).toArray());
  }
}
