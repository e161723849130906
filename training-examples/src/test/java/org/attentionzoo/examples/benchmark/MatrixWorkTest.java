package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.layers.precision.Precision;
import org.junit.jupiter.api.Test;

class MatrixWorkTest {
  @Test
  void countsTheWeightsOfATransformerThreeTimesAToken() {
    // d 8, feed-forward 16, one layer a side: 4dd + 2df, 8dd + 2df, and the output
    long weights = 4 * 64 + 2 * 128 + 8 * 64 + 2 * 128 + 8L * Yardstick.VOCABULARY;
    assertThat(MatrixWork.flopsOfStep(Yardstick.transformer(8, 2, 16, 1, 0), 10))
        .isEqualTo(2.0 * 3 * 10 * weights);
  }

  @Test
  void leavesOutTheTablesOfAnAttentionRnn() {
    long encoder = 2 * 2 * 256 * 768;
    long decoder = (256 + 256 + 512) * 768 + 256 * 256 + 512 * 256;
    long output = 1024L * Yardstick.VOCABULARY;
    assertThat(MatrixWork.flopsOfStep(Yardstick.RNN.network(), 1))
        .isEqualTo(6.0 * (encoder + decoder + output));
  }

  @Test
  void narrowNumbersHaveARate() {
    assertThat(MatrixWork.measuredRate(Precision.INT8, 1)).isFinite().isPositive();
  }
}
