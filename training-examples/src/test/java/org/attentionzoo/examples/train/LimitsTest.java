package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.report.HistoryEntry;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LimitsTest {

  @Test
  void eachLimitEndsATrainingAndSaysSo() {
    assertThat(reached("--epochs=3", 2, 9, 59, List.of())).isNull();
    assertThat(reached("--epochs=3", 3, 9, 59, List.of())).isEqualTo("all 3 epochs are done");
    assertThat(reached("--steps=9", 2, 9, 59, List.of())).isEqualTo("9 updates are done");
    assertThat(reached("--minutes=1", 2, 9, 60, List.of())).isEqualTo("the time is up");
  }

  @Test
  void patienceEndsWhenNeitherBleuNorTheLossGetBetter() {
    List<HistoryEntry> history = new ArrayList<>(List.of(entry(5, 3), entry(4, 1), entry(3, 2)));
    assertThat(reached("--patience=2", 3, 9, 9, history))
        .as("the best BLEU is two epochs old, but the loss still falls")
        .isNull();
    history.add(entry(3.1, 2));
    history.add(entry(3.2, 2));
    assertThat(reached("--patience=2", 5, 9, 9, history))
        .isEqualTo("2 epochs brought no better validation");
    assertThat(reached("--patience=0", 5, 9, 9, history)).isNull();
    history.add(entry(3.3, 4));
    assertThat(reached("--patience=2", 6, 9, 9, history)).as("the best BLEU is new").isNull();
  }

  private static String reached(
      String option, int epoch, long updates, double seconds, List<HistoryEntry> history) {
    Limits limits = new Limits();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(limits)).parseArgs(option);
    return limits.reached(epoch, updates, seconds, history, Best.BLEU);
  }

  private static HistoryEntry entry(double loss, double bleu) {
    return new HistoryEntry(1, 1, 1, 4, loss, Math.exp(loss), bleu, 0.0, 1e-3, 100);
  }
}
