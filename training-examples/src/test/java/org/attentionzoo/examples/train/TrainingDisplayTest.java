package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.training.EpochEnd;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.attentionzoo.zoo.training.Progress;
import org.attentionzoo.zoo.training.ValidationSample;
import org.attentionzoo.zoo.translation.Translation;
import org.junit.jupiter.api.Test;

class TrainingDisplayTest {

  private final StringWriter shown = new StringWriter();

  @Test
  void withoutATerminalThereIsALineAMinute() {
    TrainingDisplay display = display(null);
    for (int batch = 1; batch <= 3; batch++) {
      display.batch(progress(1, batch, 30 * batch, 510));
    }
    assertThat(shown.toString().lines())
        .containsExactly("epoch 1/3  step 3  loss 2.0000  2 tokens/s  0:08:30 left");

    HistoryEntry entry = new HistoryEntry(1, 3, 130, 2, 1.5, 4.48, 7.0, 8.0, 1e-3, 2);
    display.epoch(end(entry, true));
    display.batch(progress(2, 1, 160, 0));
    assertThat(shown.toString().lines()).as("the epoch's line shows life, too").hasSize(2);
    display.batch(progress(2, 2, 190, Double.POSITIVE_INFINITY));
    assertThat(shown.toString().lines().toList().get(2))
        .as("nothing is known of what is left")
        .isEqualTo("epoch 2/3  step 12  loss 2.0000  2 tokens/s");
  }

  @Test
  void onATerminalTheBarBeginsWhereTheEpochStands() {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    PrintStream terminal = new PrintStream(screen, true, StandardCharsets.UTF_8);
    TrainingDisplay display = display(terminal);
    display.batch(progress(2, 6, 1060, 840));
    display.batch(progress(2, 7, 1120, 780));
    display.say("a line");
    assertThat(screen.toString(StandardCharsets.UTF_8))
        .contains("epoch 2/3")
        .contains("7/10")
        .contains("loss 2.0000")
        .contains("0:13:00 left");
    assertThat(shown.toString().lines()).containsExactly("a line");
  }

  @Test
  void anEpochHasALineAndItsSamples() {
    TrainingDisplay display = display(null);
    HistoryEntry entry = new HistoryEntry(2, 50, 3723, 2.5, 1.5, 4.48, 7.0, 8.0, 1e-3, 12_345);
    Hypothesis found = new Hypothesis(new int[] {4}, true, -1, new float[] {-1, 0}, -1, null);
    Translation translation =
        new Translation("ein Hund", List.of("ein", "Hund"), List.of("a"), "a cat", found);
    display.epoch(end(entry, true, new ValidationSample("a dog", translation)));
    display.epoch(end(entry, false));
    String line =
        "epoch 2/3  step 50  loss 2.5000  12,345 tokens/s  |  validation: loss 1.5000  perplexity"
            + " 4.48  BLEU 7.00  chrF 8.00  |  1:02:03";
    assertThat(shown.toString().lines())
        .containsExactly(
            line + "  (best)",
            "    source       ein Hund",
            "    reference    a dog",
            "    translation  a cat",
            line);
  }

  private static EpochEnd end(HistoryEntry entry, boolean best, ValidationSample... samples) {
    return new EpochEnd(entry, 3, best, best, List.of(samples), List.of(entry));
  }

  private static Progress progress(int epoch, int batch, double seconds, double left) {
    return new Progress(epoch, 3, batch, 10, (epoch - 1) * 10L + batch, 2, 2, 65, seconds, left);
  }

  private TrainingDisplay display(PrintStream terminal) {
    return new TrainingDisplay(new PrintWriter(shown, true), terminal);
  }
}
