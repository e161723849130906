package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.attentionzoo.layers.output.TokenScores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidatesTest {

  @ParameterizedTest
  @CsvSource({"1,1", "5,3", "64,1", "65,5", "1000,1", "1000,7", "1000,1000"})
  void bestTokensAreTheFirstOfAllInOrderLowerIdsFirstOnATie(int vocabularySize, int k) {
    SplittableRandom random = new SplittableRandom(vocabularySize + k);
    float[] scores = new float[vocabularySize];
    boolean[] suppressed = new boolean[vocabularySize];
    for (int v = 0; v < vocabularySize; v++) {
      scores[v] = v % 11 == 0 ? Float.NEGATIVE_INFINITY : -random.nextInt(30); // many ties
      suppressed[v] = v % 7 == 3;
    }
    int[] expected =
        IntStream.range(0, vocabularySize)
            .filter(v -> !suppressed[v] && scores[v] > Float.NEGATIVE_INFINITY)
            .boxed()
            .sorted(Comparator.comparing(v -> -scores[v]))
            .limit(k)
            .mapToInt(v -> v)
            .toArray();
    Candidates best = Candidates.best(new TokenScores(scores, 0), k, suppressed);
    assertThat(best.tokens()).isEqualTo(expected);
    for (int i = 0; i < best.size(); i++) {
      assertThat(best.logProbabilities()[i]).isEqualTo(scores[expected[i]]);
    }
  }

  @Test
  void thereIsNoCandidateWhereNothingHasAProbability() {
    TokenScores scores = new TokenScores(new float[] {Float.NEGATIVE_INFINITY, -1}, 0);
    assertThat(Candidates.best(scores, 2, new boolean[] {false, true}).size()).isZero();
    assertThat(Candidates.only(-1, scores).size()).isZero();
  }
}
