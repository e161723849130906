package org.attentionzoo.zoo.generation;

/** The k best of the offered (row, token) pairs, best first; on a tie the one offered first. */
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

  void offer(int row, int token, double score) {
    if (score <= toBeat()) {
      return;
    }
    int i = size < scores.length ? size++ : size - 1;
    for (; i > 0 && scores[i - 1] < score; i--) {
      rows[i] = rows[i - 1];
      tokens[i] = tokens[i - 1];
      scores[i] = scores[i - 1];
    }
    rows[i] = row;
    tokens[i] = token;
    scores[i] = score;
  }

  /** What a score has to exceed to be taken. */
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
