package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenScoresTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 2000}) // the last one is longer than a part that is looked at at once
  void theFirstTokenAboveALimitIsFound(int size) {
    float[] logits = new float[size];
    Arrays.fill(logits, -3);
    assertThat(new TokenScores(logits, 1).firstAbove(-4)).isEqualTo(-1);
    logits[size - 1] = 2;
    assertThat(new TokenScores(logits, 1).firstAbove(0.5f)).isEqualTo(size - 1);
    assertThat(new TokenScores(logits, 2).firstAbove(0.5f)).isEqualTo(-1);
  }

  @Test
  void whatIsNotANumberIsAboveEveryLimit() {
    float[] logits = {-1, Float.NaN, 5};
    assertThat(new TokenScores(logits, 0).firstAbove(0)).isEqualTo(1);
    assertThat(new TokenScores(new float[] {-1}, Float.NaN).firstAbove(0)).isZero();
  }

  @Test
  void noTokenAtAllIsAboveNothing() {
    assertThat(new TokenScores(new float[0], 0).firstAbove(0)).isEqualTo(-1);
  }
}
