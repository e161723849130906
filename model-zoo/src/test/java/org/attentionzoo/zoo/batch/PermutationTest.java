package org.attentionzoo.zoo.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PermutationTest {

  @Test
  void everyNumberComesOnce() {
    for (int size : new int[] {1, 2, 3, 4, 5, 16, 17, 1000, 4097}) {
      assertThat(order(size, 7))
          .as("size " + size)
          .containsExactlyInAnyOrder(LongStream.range(0, size).toArray());
    }
  }

  @Test
  void theSeedChoosesTheOrder() {
    assertThat(order(100, 1)).isEqualTo(order(100, 1)).isNotEqualTo(order(100, 2));
  }

  /** A training that goes on with a newer version goes on in the same order. */
  @Test
  void theOrderOfASeedIsThatOfAllVersions() {
    assertThat(order(20, 7))
        .containsExactly(8, 0, 19, 3, 18, 6, 2, 11, 9, 13, 7, 14, 17, 10, 4, 5, 12, 1, 15, 16);
  }

  @Test
  void numbersArePlacedEvenly() {
    // How often each of 10 numbers is first, over 10,000 seeds: χ² with 9 degrees of freedom.
    int[] first = new int[10];
    for (int seed = 0; seed < 10_000; seed++) {
      first[(int) new Permutation(10, seed).at(0)]++;
    }
    double chiSquare = 0;
    for (int count : first) {
      chiSquare += (count - 1000.0) * (count - 1000.0) / 1000;
    }
    assertThat(chiSquare).isLessThan(27.9); // exceeded by chance once in a thousand
  }

  @Test
  void hugeSizesStayWithinBounds() {
    long size = (1L << 40) + 3;
    Permutation permutation = new Permutation(size, 5);
    assertThat(LongStream.range(size - 1000, size).map(permutation::at))
        .doesNotHaveDuplicates()
        .allMatch(number -> number >= 0 && number < size);
  }

  private static long[] order(int size, long seed) {
    Permutation permutation = new Permutation(size, seed);
    return LongStream.range(0, size).map(permutation::at).toArray();
  }
}
