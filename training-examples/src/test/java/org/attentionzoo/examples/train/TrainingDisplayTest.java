package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.attentionzoo.examples.report.HistoryEntry;
import org.attentionzoo.examples.report.SampleTranslation;
import org.attentionzoo.zoo.corpus.BatchPosition;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainingDisplayTest {

  private final StringWriter shown = new StringWriter();
  private long now;

  @Test
  void withoutATerminalThereIsALineAMinute() {
    TrainingDisplay display = display(null, "--epochs=2");
    display.start(10, 1);
    EpochMeter meter = meter(TrainingState.start("data"));
    for (int batch = 1; batch <= 3; batch++) {
      after(30, display, meter, new BatchPosition(0, batch));
    }
    assertThat(shown.toString().lines())
        .as("17 batches at 30 s each are left")
        .containsExactly("epoch 1/2  step 3  loss 2.0000  2 tokens/s  0:08:30 left");

    now += 40;
    display.epoch(new HistoryEntry(1, 3, now, 2, 1.5, 4.48, 7.0, 8.0, 1e-3, 2), true, List.of());
    after(30, display, meter, new BatchPosition(1, 1));
    assertThat(shown.toString().lines()).as("the epoch's line shows life, too").hasSize(2);
    after(30, display, meter, new BatchPosition(1, 2));
    assertThat(shown.toString().lines().toList().get(2)).startsWith("epoch 2/2  step 12  loss");
  }

  @Test
  void aResumedTrainingGoesByItsOwnPaceAndTheFirstLimit() {
    BatchPosition middle = new BatchPosition(2, 4);
    TrainingState state = new TrainingState("data", middle, 60, 30, 10, 5000, List.of());
    assertThat(lastLine(state, "--epochs=4"))
        .as("40 - 24 - 3 batches at 30 s each")
        .endsWith("step 27  loss 2.0000  2 tokens/s  0:06:30 left");
    assertThat(lastLine(state, "--epochs=4", "--steps=15"))
        .as("15 updates of 2 batches")
        .endsWith("0:01:30 left");
    assertThat(lastLine(state, "--epochs=4", "--minutes=85")).endsWith("0:00:10 left");
  }

  private String lastLine(TrainingState state, String... limits) {
    shown.getBuffer().setLength(0);
    TrainingDisplay display = display(null, limits);
    display.start(10, 2);
    EpochMeter meter = meter(state);
    for (int batch = 5; batch <= 7; batch++) {
      after(30, display, meter, new BatchPosition(2, batch));
    }
    return shown.toString().strip();
  }

  @Test
  void onATerminalTheBarBeginsWhereTheEpochStands() {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    PrintStream terminal = new PrintStream(screen, true, StandardCharsets.UTF_8);
    TrainingDisplay display = display(terminal, "--epochs=3");
    display.start(10, 1);
    BatchPosition middle = new BatchPosition(1, 5);
    EpochMeter meter = meter(new TrainingState("data", middle, 60, 30, 65, 1000, List.of()));
    after(60, display, meter, new BatchPosition(1, 6));
    after(60, display, meter, new BatchPosition(1, 7));
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
    TrainingDisplay display = display(null, "--epochs=3");
    HistoryEntry entry = new HistoryEntry(2, 50, 3723, 2.5, 1.5, 4.48, 7.0, 8.0, 1e-3, 12_345);
    SampleTranslation sample =
        new SampleTranslation("ein Hund", "a dog", "a cat", List.of(), List.of(), null);
    display.epoch(entry, true, List.of(sample));
    display.epoch(entry, false, List.of());
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

  /** A batch of 60 tokens with a loss of 2 nats each, done so many seconds later. */
  private void after(int seconds, TrainingDisplay display, EpochMeter meter, BatchPosition next) {
    now += seconds;
    meter.add(2, 60, seconds);
    display.batch(next, next.epoch() * 10L + next.batch(), meter);
  }

  private EpochMeter meter(TrainingState state) {
    return new EpochMeter(state, () -> now * 1_000_000_000L);
  }

  private TrainingDisplay display(PrintStream terminal, String... options) {
    Limits limits = new Limits();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(limits)).parseArgs(options);
    return new TrainingDisplay(new PrintWriter(shown, true), terminal, limits);
  }
}
