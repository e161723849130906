package org.attentionzoo.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long soak: what is held stays the same, and results are right. */
class SoakTest {

  private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes"));

  /** Half seconds between two collections. */
  private static final int COLLECT = 30;

  /**
   * From so many minutes on the model must have learnt its task, and growth is told from chance.
   */
  private static final double LONG = 15;

  /** MB a minute that what is held may grow, in 20 minutes: noise is below, a leak of 1 above. */
  private static final double GROWTH = 0.5;

  @TempDir Path folder;

  @Test
  void memoryThreadsAndFilesStayTheSameAndResultsRight() throws Exception {
    Soak soak = new Soak(folder, MINUTES, COLLECT);
    Soak.Result result = soak.run("soak", () -> {});
    check(result.history(), soak);
    List<SoakSample> samples = result.samples();
    assertThat(samples.get(samples.size() - 1).requests()).isGreaterThan((long) (10 * MINUTES));
    if (MINUTES >= LONG) {
      assertThat(SoakTrend.growing(samples, 1, GROWTH)).isEmpty();
    }
    assertThat(result.left()).isEqualTo(SoakState.NOTHING);
  }

  /** The model has learnt its task, and what is trained long has learnt it well. */
  private void check(List<HistoryEntry> history, Soak soak) throws IOException {
    List<String> unseen = soak.unseen();
    double first = history.get(0).perplexity();
    double last = history.get(history.size() - 1).perplexity();
    try (Translator translator = Translator.load(soak.model())) {
      long right =
          unseen.stream()
              .filter(s -> translator.translate(s).equals(SoakText.translation(s)))
              .count();
      System.out.printf(
          "soak: %.1f minutes, %d epochs, perplexity %.2f to %.2f, %d of %d right%n",
          MINUTES, history.size(), first, last, right, unseen.size());
      assertThat(right).isGreaterThan(MINUTES >= LONG ? unseen.size() * 9L / 10 : -1);
    }
    assertThat(history).hasSizeGreaterThan(1);
    assertThat(last).isLessThan(first);
  }
}
