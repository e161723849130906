package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.training.Limits.Reached;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final double FOREVER = Double.POSITIVE_INFINITY;

  @Test
  void eachLimitEndsATrainingAndSaysSo() {
    Limits epochs = new Limits(3, Long.MAX_VALUE, FOREVER, 0);
    assertThat(reached(epochs, 2, 9, 59, List.of())).isNull();
    assertThat(reached(epochs, 3, 9, 59, List.of()))
        .isEqualTo(new Reached(StopReason.EPOCHS, "all 3 epochs are done"));
    assertThat(reached(new Limits(20, 9, FOREVER, 0), 2, 9, 59, List.of()))
        .isEqualTo(new Reached(StopReason.UPDATES, "9 updates are done"));
    assertThat(reached(new Limits(20, Long.MAX_VALUE, 60, 0), 2, 9, 60, List.of()))
        .isEqualTo(new Reached(StopReason.TIME, "the time is up"));
  }

  @Test
  void patienceEndsWhenNeitherBleuNorTheLossGetBetter() {
    List<HistoryEntry> history = new ArrayList<>(List.of(entry(5, 3), entry(4, 1), entry(3, 2)));
    Limits two = new Limits(20, Long.MAX_VALUE, FOREVER, 2);
    assertThat(reached(two, 3, 9, 9, history))
        .as("the best BLEU is two epochs old, but the loss still falls")
        .isNull();
    history.add(entry(3.1, 2));
    history.add(entry(3.2, 2));
    assertThat(reached(two, 5, 9, 9, history))
        .isEqualTo(new Reached(StopReason.PATIENCE, "2 epochs brought no better validation"));
    assertThat(reached(new Limits(20, Long.MAX_VALUE, FOREVER, 0), 5, 9, 9, history)).isNull();
    history.add(entry(3.3, 4));
    assertThat(reached(two, 6, 9, 9, history)).as("the best BLEU is new").isNull();
  }

  @Test
  void theUpdatesOfAWholeTrainingAreThoseOfItsFirstLimit() {
    assertThat(new Limits(4, Long.MAX_VALUE, FOREVER, 0).updates(10, 2)).isEqualTo(20);
    assertThat(new Limits(4, 15, FOREVER, 0).updates(10, 2)).isEqualTo(15);
    assertThat(new Limits(1, Long.MAX_VALUE, FOREVER, 0).updates(1, 2)).isEqualTo(1);
  }

  private static Reached reached(
      Limits limits, int epoch, long updates, double seconds, List<HistoryEntry> history) {
    return limits.reached(epoch, updates, seconds, history, Best.BLEU).orElse(null);
  }

  private static HistoryEntry entry(double loss, double bleu) {
    return new HistoryEntry(1, 1, 1, 4, loss, Math.exp(loss), bleu, 0.0, 1e-3, 100);
  }
}
