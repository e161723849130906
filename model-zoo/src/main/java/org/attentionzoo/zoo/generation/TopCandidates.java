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
    if (score == Double.NEGATIVE_INFINITY || (size == scores.length && score <= scores[size - 1])) {
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
