package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecodingWorkTest {
  @Test
  void keysAndValuesOfTheSourceAreMadeOnceAToken() {
    // d 8, feed-forward 16, one layer a side: 4dd + 2df and 2dd of the source, 6dd + 2df and the
    // output a step
    DecodingWork work = DecodingWork.of(Yardstick.transformer(8, 2, 16, 1, 0));
    assertThat(work.sourceWeights()).isEqualTo(6 * 64 + 2 * 128);
    assertThat(work.stepWeights()).isEqualTo(6 * 64 + 2 * 128 + 8L * Yardstick.VOCABULARY);
  }

  @Test
  void aTableOfAllIsTheOutputOnce() {
    DecodingWork work =
        DecodingWork.of(
            Transformer.builder()
                .vocabularySize(50)
                .modelSize(8)
                .heads(2)
                .feedForwardSize(16)
                .layers(1)
                .tying(Tying.ALL)
                .build()
                .init());
    assertThat(work.stepWeights()).isEqualTo(6 * 64 + 2 * 128 + 8 * 50);
  }

  @Test
  void anAttentionRnnHasKeysAndAFirstStateOfTheSource() {
    DecodingWork work = DecodingWork.of(Yardstick.RNN.network());
    assertThat(work.sourceWeights()).isEqualTo(2 * 2 * 256 * 768 + 512 * 256 + 256 * 256);
    assertThat(work.stepWeights())
        .isEqualTo((256 + 256 + 512) * 768 + 256 * 256 + 256 + 1024L * Yardstick.VOCABULARY);
  }

  @Test
  void fewRowsWaitForMemoryAndManyForProducts() {
    DecodingWork work = new DecodingWork(1000, 100);
    // 10 sources of 5 tokens: 1e5 operations at 1e6; a step of 10 rows: 2e3 of them or 100 weights
    assertThat(work.seconds(10, 5, 3, 4, 1e6, 0.25e6))
        .isCloseTo(0.1 + 0.002 + 2 * 0.008, within(1e-12));
    assertThat(work.seconds(1, 1, 2, 1, 1e9, 0.25e6)).isCloseTo(0.004 + 2 * 0.0004, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void memoryIsReadAtSomeRate(Precision precision) {
    assertThat(new DecodingWork(0, 1 << 16).measuredWeights(precision, 1)).isFinite().isPositive();
  }
}
