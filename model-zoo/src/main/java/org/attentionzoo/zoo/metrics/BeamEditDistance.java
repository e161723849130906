package org.attentionzoo.zoo.metrics;

import java.util.Arrays;

/**
 * Levenshtein distance between hypotheses and one reference, of which only a band around the
 * diagonal is searched: 25 words to each side, as in Tercom.
 *
 * <pre>
 * cost[i][j] = edits that turn the first i words of the hypothesis into the first j of the
 *              reference: the least of cost[i-1][j-1] + (0 if equal, else 1), cost[i-1][j] + 1,
 *              cost[i][j-1] + 1, in this order of preference
 * </pre>
 */
final class BeamEditDistance {

  private static final int BEAM = 25;
  private static final int INFINITE = 1_000_000_000;

  private static final byte SUBSTITUTE = 0;
  private static final byte DELETE = 1;
  private static final byte INSERT = 2;

  private final int[] reference;
  private final int[][] cost; // [hypothesis + 1][reference + 1]
  private final byte[][] edit;
  private final int length;

  /**
   * @param reference words as ids
   * @param length of all hypotheses to come
   */
  BeamEditDistance(int[] reference, int length) {
    this.reference = reference;
    this.length = length;
    this.cost = new int[length + 1][reference.length + 1];
    this.edit = new byte[length + 1][reference.length + 1];
    for (int j = 0; j <= reference.length; j++) {
      cost[0][j] = j;
      edit[0][j] = INSERT;
    }
  }

  /**
   * Where each word of the reference is in the hypothesis, and which words are wrong.
   *
   * @param edits the distance
   * @param position index in the hypothesis of each reference word; of the last one before it where
   *     it is missing, -1 if there is none
   * @param wrong words of the hypothesis that are deleted or substituted
   * @param missed words of the reference that are inserted or substituted
   */
  record Alignment(int edits, int[] position, boolean[] wrong, boolean[] missed) {}

  /** The number of edits. */
  int distance(int[] hypothesis) {
    double ratio = length == 0 ? 1 : (double) reference.length / length;
    // where the lengths differ very much, neighbouring rows still have to overlap
    int beam = BEAM < ratio / 2 ? (int) Math.ceil(ratio / 2 + BEAM) : BEAM;
    for (int i = 1; i <= length; i++) {
      int diagonal = (int) Math.floor(i * ratio);
      int from = Math.max(0, diagonal - beam);
      int to = i == length ? reference.length + 1 : Math.min(reference.length + 1, diagonal + beam);
      Arrays.fill(cost[i], INFINITE);
      for (int j = from; j < to; j++) {
        if (j > 0) {
          int same = hypothesis[i - 1] == reference[j - 1] ? 0 : 1;
          offer(i, j, cost[i - 1][j - 1] + same, SUBSTITUTE);
        }
        offer(i, j, cost[i - 1][j] + 1, DELETE);
        if (j > 0) {
          offer(i, j, cost[i][j - 1] + 1, INSERT);
        }
      }
    }
    return cost[length][reference.length];
  }

  private void offer(int i, int j, int newCost, byte newEdit) {
    if (newCost < cost[i][j]) {
      cost[i][j] = newCost;
      edit[i][j] = newEdit;
    }
  }

  /** The alignment behind the distance of a hypothesis. */
  Alignment align(int[] hypothesis) {
    int edits = distance(hypothesis);
    int[] position = new int[reference.length];
    boolean[] wrong = new boolean[length];
    boolean[] missed = new boolean[reference.length];
    int i = length;
    int j = reference.length;
    while (i > 0 || j > 0) {
      switch (edit[i][j]) {
        case SUBSTITUTE -> {
          i--;
          j--;
          position[j] = i;
          wrong[i] = hypothesis[i] != reference[j];
          missed[j] = wrong[i];
        }
        case DELETE -> {
          i--;
          wrong[i] = true;
        }
        case INSERT -> {
          j--;
          position[j] = i - 1;
          missed[j] = true;
        }
        default -> throw new IllegalStateException("No edit at " + i + ", " + j);
      }
    }
    return new Alignment(edits, position, wrong, missed);
  }
}
