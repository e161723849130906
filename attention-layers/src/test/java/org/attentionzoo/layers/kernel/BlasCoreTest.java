package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlasCoreTest {

  @Test
  void openBlasSaysWhatItTakesTheProcessorFor() {
    assertThat(BlasCore.name()).get().asString().matches("[A-Za-z0-9_]+");
  }

  @Test
  void aProcessorTakenForAnOldOneGetsTheBestCoreThatItCanRun() {
    assertThat(BlasCore.advice("Prescott", 3)).get().asString().contains("(Prescott)", "=SKYLAKEX");
    assertThat(BlasCore.advice("Nehalem", 2)).get().asString().contains("=HASWELL");
  }

  @Test
  void aKnownProcessorAndOneThatIsOldNeedNoAdvice() {
    assertThat(BlasCore.advice("Zen", 2)).isEmpty();
    assertThat(BlasCore.advice("SkylakeX", 3)).isEmpty();
    assertThat(BlasCore.advice("Prescott", 1)).isEmpty();
  }
}
