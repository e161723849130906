package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlanksTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        " a b",
        "a b ",
        "\ta b",
        "a  b",
        "a b\u00a0 ",
        "a\u00a0 b",
        "\uFEFFa b",
        "a \t\u3000b",
        "\uFEFF \uFEFFa b\r",
        "a\tb",
        "a\rb",
        "a\nb",
        "a\u000bb",
        "a\fb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\u001cb",
        "\u200ba b\u200b",
        "a \u200b b",
      })
  void outerWhiteSpaceGoesAndInnerWhiteSpaceCountsOnce(String text) {
    assertThat(Blanks.tidy(text)).isEqualTo("a b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " \t ",
        "\u00a0 ",
        "\u200b",
        "\uFEFF",
        "\u2060",
        "\u00ad\u200e",
        "\u3164",
        "\u0085\u2028",
        "\r",
        "\u0000",
        "\u202f\u3000",
        "\u200d\uFE0F",
        "\uDB40\uDC41",
      })
  void whereNothingIsSeenThereIsNoSentence(String text) {
    assertThat(Blanks.isBlank(text)).isTrue();
    assertThat(Blanks.tidy(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "C'est vrai\u00a0!",
        "10\u202f000",
        "中\u3000文",
        "ภาษา\u200bไทย",
        "می\u200cخواهم",
        "👩\u200d👩\u200d👧",
        "\u200fעברית\u200e",
        ".",
        "\u0301",
        "a\u0000b",
      })
  void whatHasAMeaningStays(String text) {
    assertThat(Blanks.isBlank(text)).isFalse();
    assertThat(Blanks.tidy(text)).isEqualTo(text);
  }

  @Test
  void aTidySentenceStaysAsItIs() {
    String untidy = " \uFEFF a\u00a0\u00a0b \u200b\u200b c\u200b\u00a0";
    assertThat(Blanks.tidy(Blanks.tidy(untidy))).isEqualTo(Blanks.tidy(untidy)).isEqualTo("a b c");
  }
}
