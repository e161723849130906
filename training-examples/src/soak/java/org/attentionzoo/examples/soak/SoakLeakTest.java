package org.attentionzoo.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The soak with something that leaks: what it measures tells which, and nothing without one. */
class SoakLeakTest {

  private static final double MINUTES = Double.parseDouble(System.getProperty("soak.leak.minutes"));

  /** A sixth of a minute, with three collections. */
  private static final double PERIOD = 1.0 / 6;

  private static final int COLLECT = 6;

  /** A third of the MB, threads and files that are lost in a minute; the JIT takes less. */
  private static final double GROWTH = 40;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aLeakIsSeenWhereItIs(SoakLeak leak) throws Exception {
    SoakState left;
    List<String> growing;
    try {
      Soak.Result result = new Soak(folder, MINUTES, COLLECT).run("leak-" + leak, () -> lose(leak));
      growing = SoakTrend.growing(result.samples(), PERIOD, GROWTH);
      left = result.left();
    } finally {
      leak.find();
    }
    System.out.printf(
        "soak: %s: growing %s, %d threads and %d files left%n",
        leak, growing, left.threads().size(), left.files().size());
    assertThat(growing).isEqualTo(leak.growing());
    assertThat(left.threads().isEmpty()).isEqualTo(leak != SoakLeak.THREADS);
    assertThat(left.files().isEmpty()).isEqualTo(leak != SoakLeak.FILES);
    assertThat(left.threads()).allMatch(thread -> thread.equals(SoakLeak.NAME));
    assertThat(left.files()).allMatch(file -> file.contains(SoakLeak.NAME));
  }

  private static void lose(SoakLeak leak) {
    try {
      leak.lose();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
