package org.attentionzoo.zoo.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.attentionzoo.zoo.batch.SequencePair;

/** A small task for tests: short random sequences, to be written backwards. */
final class ReversalTask {
  static final int FIRST_ID = 4; // after padding, unknown, begin and end
  static final int VOCABULARY = FIRST_ID + 6;
  static final int LONGEST = 4;

  private ReversalTask() {}

  static List<SequencePair> pairs(int count, long seed) {
    Random random = new Random(seed);
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] source = new int[2 + random.nextInt(LONGEST - 1)];
      int[] target = new int[source.length];
      for (int s = 0; s < source.length; s++) {
        source[s] = FIRST_ID + random.nextInt(VOCABULARY - FIRST_ID);
        target[source.length - 1 - s] = source[s];
      }
      pairs.add(new SequencePair(source, target));
    }
    return pairs;
  }

  /** Those whose sources are none of the others'. */
  static List<SequencePair> without(List<SequencePair> pairs, List<SequencePair> others) {
    Set<String> sources =
        others.stream().map(p -> Arrays.toString(p.source())).collect(Collectors.toSet());
    return pairs.stream().filter(p -> !sources.contains(Arrays.toString(p.source()))).toList();
  }

  static int[][] sources(List<SequencePair> pairs) {
    return pairs.stream().map(SequencePair::source).toArray(int[][]::new);
  }
}
