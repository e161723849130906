package org.attentionzoo.zoo.untrusted;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

  @Test
  void whatBreaksALineOrShowsNothingIsNoPartOfIt() {
    assertThat(OneLine.of("a\r\n\tb  c")).isEqualTo("a b c");
    assertThat(OneLine.of("a\u001b[31m\u0000\u0085\u2028\u202eb"))
        .isEqualTo("a\\u001b[31m\\u0000\\u0085\\u2028\\u202eb");
    assertThat(OneLine.of("Übergröße 日本 😀")).isEqualTo("Übergröße 日本 😀");
    assertThat(OneLine.of("\ud800")).isEqualTo("\\ud800");
  }

  @Test
  void whatIsLongIsCut() {
    assertThat(OneLine.of("x".repeat(OneLine.LONGEST))).hasSize(OneLine.LONGEST);
    assertThat(OneLine.of("x".repeat(1_000_000))).hasSize(OneLine.LONGEST + 1).endsWith("x…");
  }

  @Test
  void aReasonIsAMessageAndNoNameOfAnException() {
    assertThat(OneLine.reason(new IllegalArgumentException("units must be at least 1")))
        .isEqualTo("units must be at least 1");
    assertThat(OneLine.reason(new NullPointerException("Cannot invoke \"Object.x()\"")))
        .isEqualTo("a value is missing");
    assertThat(OneLine.reason(new ClassCastException("class A cannot be cast to class B")))
        .isEqualTo("a value is of the wrong kind");
    assertThat(OneLine.reason(new IllegalStateException())).doesNotContain("null");
  }
}
