package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BestTest {

  private static final List<HistoryEntry> HISTORY =
      List.of(entry(3.0, 10, 30), entry(2.5, 12, 29), entry(2.4, 12, 28), entry(2.6, 11, 31));

  @Test
  void eachMetricHasItsBestEpoch() {
    assertThat(Best.LOSS.index(HISTORY)).isEqualTo(2);
    assertThat(Best.CHRF.index(HISTORY)).isEqualTo(3);
    assertThat(Best.BLEU.index(List.of())).isEqualTo(-1);
  }

  @Test
  void amongEqualsTheSmallerLossDecidesThenTheEarlier() {
    assertThat(Best.BLEU.index(HISTORY)).isEqualTo(2);
    assertThat(Best.LOSS.index(List.of(HISTORY.get(0), HISTORY.get(0)))).isZero();
  }

  private static HistoryEntry entry(double loss, double bleu, double chrf) {
    return new HistoryEntry(1, 1, 1, 4, loss, Math.exp(loss), bleu, chrf, 1e-3, 100);
  }
}
