package org.attentionzoo.zoo.generation;

/**
 * The k best of the offered (row, token) pairs, best first; on a tie the lower row, then the lower
 * token first.
 */
final class TopCandidates {

  private final int[] rows;
  private final int[] tokens;
  private final double[] scores;
  private int size;

  TopCandidates(int k) {
    rows = new int[k];
    tokens = new int[k];
    scores = new double[k];
  }

  /** Takes the pair if it is among the best; never one with a score of minus infinity. */
  void offer(int row, int token, double score) {
    boolean full = size == scores.length;
    if (score == Double.NEGATIVE_INFINITY || (full && !beats(size - 1, row, token, score))) {
      return;
    }
    int i = full ? size - 1 : size++;
    for (; i > 0 && beats(i - 1, row, token, score); i--) {
      rows[i] = rows[i - 1];
      tokens[i] = tokens[i - 1];
      scores[i] = scores[i - 1];
    }
    rows[i] = row;
    tokens[i] = token;
    scores[i] = score;
  }

  private boolean beats(int i, int row, int token, double score) {
    if (score != scores[i]) {
      return score > scores[i];
    }
    return row != rows[i] ? row < rows[i] : token < tokens[i];
  }

  /** A score below this is not taken. */
  double toBeat() {
    return size < scores.length ? Double.NEGATIVE_INFINITY : scores[size - 1];
  }

  int size() {
    return size;
  }

  int row(int i) {
    return rows[i];
  }

  int token(int i) {
    return tokens[i];
  }
}
