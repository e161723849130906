package org.attentionzoo.zoo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published values are from sacreBLEU's test suite. */
class TercomTokenizerTest {

  @ParameterizedTest
  @CsvSource({"a b c d,a b c d", "'',''", "a b c d.,a b c d.", "A B C D.,a b c d."})
  void ignoresCaseOnly(String sentence, String expected) {
    assertThat(joined(new TercomTokenizer(false, true, false, false), sentence))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"a b c d.,a b c d", "A ; B ) C : D.,a b c d"})
  void removesPunctuation(String sentence, String expected) {
    assertThat(joined(new TercomTokenizer(false, false, false, false), sentence))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a b (c) d.,a b ( c ) d .",
        "Jim's car.,jim 's car .",
        "4.2,4.2",
        "3-4 &lt;b&gt;,3 - 4 < b >"
      })
  void splitsOffPunctuation(String sentence, String expected) {
    assertThat(joined(new TercomTokenizer(true, true, false, false), sentence)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"美众院公布对特,美 众 院 公 布 对 特", "りの拳銃を持,りの 拳 銃 を 持", "「はい」。,「 はい 」 。"})
  void splitsIdeographs(String sentence, String expected) {
    assertThat(joined(new TercomTokenizer(true, true, true, false), sentence)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"「はい」。,はい", "Ａ！,Ａ"})
  void removesAsianPunctuation(String sentence, String expected) {
    assertThat(joined(new TercomTokenizer(false, false, true, true), sentence)).isEqualTo(expected);
  }

  private static String joined(TercomTokenizer tokenizer, String sentence) {
    return String.join(" ", tokenizer.tokenize(sentence));
  }
}
