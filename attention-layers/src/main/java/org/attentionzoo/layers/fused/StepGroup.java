package org.attentionzoo.layers.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hypotheses side by side that attend to mostly the same keys, as those of one sentence do: to all
 * of its source, and to the positions that they have had in common.
 *
 * @param first the first of them
 * @param count K, how many they are
 * @param keys rows of the keys [U] that any of them attends to
 * @param positions those that each hypothesis attends to [K][..], rising
 * @param places where in {@code keys} each finds them [K][..]
 */
record StepGroup(int first, int count, int[] keys, int[][] positions, int[][] places) {

  /** What more of them would share is less than what each adds. */
  private static final int MOST = 8;

  /** Whether the keys lie one after the other where they are. */
  boolean isBlock() {
    for (int i = 1; i < keys.length; i++) {
      if (keys[i] != keys[0] + i) {
        return false;
      }
    }
    return keys.length > 0;
  }

  /**
   * All hypotheses in groups; none if each would be alone.
   *
   * @param rows of the keys [N·S]
   * @param keep above 0 where a position counts [N·S]
   */
  static List<StepGroup> of(int[] rows, float[] keep, int s) {
    int n = rows.length / s;
    int[] starts = starts(rows, keep, s);
    if (starts.length == n) {
      return List.of();
    }
    List<StepGroup> groups = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      int end = i + 1 < starts.length ? starts[i + 1] : n;
      groups.add(of(starts[i], end - starts[i], rows, keep, s));
    }
    return groups;
  }

  /** The first of each group. */
  private static int[] starts(int[] rows, float[] keep, int s) {
    int n = rows.length / s;
    int[] starts = new int[n];
    int groups = 0;
    for (int i = 0; i < n; i++) {
      boolean joins =
          i > 0 && i - starts[groups - 1] < MOST && share(rows, keep, (i - 1) * s, i * s);
      if (!joins) {
        starts[groups++] = i;
      }
    }
    return Arrays.copyOf(starts, groups);
  }

  /** Hypotheses of a sentence have its first position in common. */
  private static boolean share(int[] rows, float[] keep, int one, int other) {
    return keep[one] > 0 && keep[other] > 0 && rows[one] == rows[other];
  }

  private static StepGroup of(int first, int count, int[] rows, float[] keep, int s) {
    int[] keys = new int[count * s];
    int[][] positions = new int[count][s];
    int[][] places = new int[count][s];
    int[] sizes = new int[count];
    int found = 0;
    for (int t = 0; t < s; t++) {
      int before = found; // those of this position begin here
      for (int i = 0; i < count; i++) {
        int at = (first + i) * s + t;
        if (keep[at] > 0) {
          int place = before;
          while (place < found && keys[place] != rows[at]) {
            place++;
          }
          keys[place] = rows[at];
          found = Math.max(found, place + 1);
          positions[i][sizes[i]] = t;
          places[i][sizes[i]++] = place;
        }
      }
    }
    for (int i = 0; i < count; i++) {
      positions[i] = Arrays.copyOf(positions[i], sizes[i]);
      places[i] = Arrays.copyOf(places[i], sizes[i]);
    }
    return new StepGroup(first, count, Arrays.copyOf(keys, found), positions, places);
  }
}
