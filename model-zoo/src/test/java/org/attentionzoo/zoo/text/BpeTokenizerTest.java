package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  void aWordIsSegmentedAsByMergingOnePairAfterAnother() {
    Random random = new Random(4);
    Map<String, Integer> words = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      words.put(word(random, 1 + random.nextInt(10)), 1 + random.nextInt(9));
    }
    BpeMerges merges = BpeLearner.learn(words, 100, 2);
    for (int i = 0; i < 500; i++) {
      String word = word(random, 1 + random.nextInt(40));
      assertThat(merges.segment(word)).isEqualTo(merged(word, merges));
    }
  }

  @Test
  void aWordOfAMegabyteIsSegmented() {
    String word = word(new Random(5), 1 << 20);
    assertThat(tokenizer.join(tokenizer.tokenize(word + "xxx"))).isEqualTo(word + "xxx");
  }

  /**
   * As subword-nmt does: the earliest learned pair, everywhere from the left, until none is left.
   */
  private static List<String> merged(String word, BpeMerges merges) {
    List<String> symbols = new ArrayList<>(List.of(word.split("")));
    symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + "</w>");
    for (int rank = 0; rank < merges.merges().size(); ) {
      Merge merge = merges.merges().get(rank++);
      for (int i = 0; i + 1 < symbols.size(); i++) {
        if (merge.equals(new Merge(symbols.get(i), symbols.get(i + 1)))) {
          symbols.set(i, merge.merged());
          symbols.remove(i + 1);
          rank = 0;
        }
      }
    }
    String last = symbols.remove(symbols.size() - 1);
    symbols.add(last.substring(0, last.length() - "</w>".length()));
    return symbols;
  }

  private static String word(Random random, int length) {
    return random
        .ints(length, 'a', 'd')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void joiningGivesTheTextBack() {
    assertThat(tokenizer.join(tokenizer.tokenize("lowest low"))).isEqualTo("lowest low");
    BpeTokenizer onWords = new BpeTokenizer(new WordTokenizer(), MERGES);
    String text = "Lower, (lowest)  low@@ @@ \u00a0er!";
    assertThat(onWords.join(onWords.tokenize(text))).isEqualTo(text);
  }

  @Test
  void wordsThatLookLikePiecesComeBack() {
    BpeMerges merges =
        new BpeMerges(
            List.of(
                new Merge("@", "@</w>"),
                new Merge("x", "@@</w>"),
                new Merge("<", "0x"),
                new Merge("0", "x"),
                new Merge("4", "1"),
                new Merge("41", "></w>"),
                new Merge("0x", "41></w>"),
                new Merge("<", "0x41></w>")));
    BpeTokenizer pieces = new BpeTokenizer(new WhitespaceTokenizer(), merges);
    assertThat(pieces.tokenize("x@@ b")).containsExactly("x@@@", "@", "b");
    for (String text : List.of("x@@ b", "@@ @@", "@@@ b", "@@@@", "<0x41> a", "a<0x41> <0x41>b")) {
      assertThat(pieces.join(pieces.tokenize(text))).isEqualTo(text);
      Tokenizer bytes =
          new FallbackTokenizer(pieces, FallbackTokenizer.Unit.BYTES, List.of("x@@", "b", "a"));
      assertThat(bytes.join(bytes.tokenize(text))).isEqualTo(text);
    }
  }

  @Test
  void aJoinerInsideAPieceIsNotText() {
    BpeTokenizer onWords = new BpeTokenizer(new WordTokenizer(), MERGES);
    assertThat(onWords.join(List.of("low@@", "￭er", "x@@", "￭", "￭@@", "(￭@@", "y￭", "z￭￭@@", "z")))
        .isEqualTo("lower x(yzz");
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
