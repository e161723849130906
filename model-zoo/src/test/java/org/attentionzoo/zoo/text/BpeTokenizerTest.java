package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BpeTokenizerTest {

  private static final BpeMerges MERGES =
      new BpeMerges(
          List.of(
              new Merge("e", "r</w>"),
              new Merge("l", "o"),
              new Merge("lo", "w"),
              new Merge("low", "er</w>"),
              new Merge("x", "x")));

  private final BpeTokenizer tokenizer = new BpeTokenizer(new WhitespaceTokenizer(), MERGES);

  @Test
  void mergesApplyInTheOrderInWhichTheyWereLearned() {
    assertThat(tokenizer.tokenize("lower low slow"))
        .containsExactly("lower", "lo@@", "w", "s@@", "lo@@", "w");
    assertThat(tokenizer.tokenize("lowest")).containsExactly("low@@", "e@@", "s@@", "t");
  }

  @Test
  void overlappingPairsMergeFromTheLeft() {
    assertThat(tokenizer.tokenize("xxxy")).containsExactly("xx@@", "x@@", "y");
  }

  @Test
  void aCharacterOutsideTheBasicPlaneIsOneSymbol() {
    assertThat(tokenizer.tokenize("😀er")).containsExactly("😀@@", "er");
    assertThat(tokenizer.tokenize("😀")).containsExactly("😀");
  }

  @Test
  void joiningGivesTheTextBack() {
    assertThat(tokenizer.join(tokenizer.tokenize("lowest low"))).isEqualTo("lowest low");
    BpeTokenizer onWords = new BpeTokenizer(new WordTokenizer(), MERGES);
    String text = "Lower, (lowest)  low@@ @@ \u00a0er!";
    assertThat(onWords.join(onWords.tokenize(text))).isEqualTo(text);
  }

  @Test
  void aSentenceCutOffInsideAWordStillJoins() {
    assertThat(tokenizer.join(List.of("low@@", "er", "lo@@"))).isEqualTo("lower lo");
  }

  @Test
  void rareSubwordsAreSplitAlongTheirMerges() {
    BpeTokenizer restricted =
        tokenizer.restricted(Map.of("lower", 9, "low@@", 50, "er", 50, "lo@@", 3), 10);
    assertThat(restricted.tokenize("lower")).containsExactly("low@@", "er");
    assertThat(restricted.tokenize("low")).containsExactly("l@@", "o@@", "w");
    assertThat(tokenizer.restricted(Map.of("lower", 9), 9).tokenize("lower"))
        .containsExactly("lower");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.restricted(Map.of(), 0))
        .withMessageContaining("got 0");
  }
}
