package org.attentionzoo.zoo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BleuTokenizerTest {

  @Test
  void v13aSplitsOffPunctuationButNotInNumbers() {
    assertThat(BleuTokenizer.V13A.tokenize("Well, 1,000.50 (or 3-4) U.S. cents: \"no\"/yes-no."))
        .containsExactly(
            "Well",
            ",",
            "1,000.50",
            "(",
            "or",
            "3",
            "-",
            "4",
            ")",
            "U",
            ".",
            "S",
            ".",
            "cents",
            ":",
            "\"",
            "no",
            "\"",
            "/",
            "yes-no",
            ".");
  }

  @Test
  void v13aKeepsApostrophesAndSplitsAPeriodAfterANumberAtTheEnd() {
    assertThat(BleuTokenizer.V13A.tokenize("It's 1999.")).containsExactly("It's", "1999", ".");
  }

  @Test
  void v13aUnescapesAndForgetsSkippedPlaces() {
    assertThat(BleuTokenizer.V13A.tokenize("a<skipped>b &quot;c&quot; &lt;d&gt; e&amp;f"))
        .containsExactly("ab", "\"", "c", "\"", "<", "d", ">", "e", "&", "f");
  }

  @Test
  void intlSplitsOffUnicodePunctuationAndSymbols() {
    assertThat(BleuTokenizer.INTL.tokenize("„Ja“, 3,5 € – 5+2 isn't 7."))
        .containsExactly(
            "„", "Ja", "“", ",", "3,5", "€", "–", "5", "+", "2", "isn", "'", "t", "7.");
  }

  @Test
  void charSplitsAtCodePointsAndDropsSpaces() {
    assertThat(BleuTokenizer.CHAR.tokenize("ab 😀é")).containsExactly("a", "b", "😀", "é");
  }

  @Test
  void noneSplitsAtEveryUnicodeSpaceOnly() {
    assertThat(BleuTokenizer.NONE.tokenize(" a,b\u00a0c\u3000\td. "))
        .containsExactly("a,b", "c", "d.");
  }

  @Test
  void anEmptyTextHasNoWords() {
    for (BleuTokenizer tokenizer : BleuTokenizer.values()) {
      assertThat(tokenizer.tokenize("")).isEmpty();
      assertThat(tokenizer.tokenize(" \n")).isEmpty();
    }
  }
}
