package org.attentionzoo.layers.runtime;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DropoutTest {

  @Test
  void rateIsAProbabilityBelowOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout(1.0, 0, false))
        .withMessageContaining("[0, 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout(-0.1, 0, false))
        .withMessageContaining("-0.1");
  }
}
