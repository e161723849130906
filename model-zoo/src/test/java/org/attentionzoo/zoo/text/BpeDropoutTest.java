package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BpeDropoutTest {

  private static final String TEXT =
      "the old man sees the small house and the other man sees the smaller old houses then the"
          + " mother looks at them and the others look at another mother smell the smallest rose 😀er";

  private static final Map<String, Long> WORDS =
      Vocabulary.count(List.of(TEXT), new WhitespaceTokenizer());
  private static final BpeMerges MERGES = BpeLearner.learn(WORDS, 60, 2);
  private static final BpeTokenizer TOKENIZER = new BpeTokenizer(new WhitespaceTokenizer(), MERGES);
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(new TreeSet<>(BpeDropout.count(WORDS, MERGES).keySet()));
  private static final TextCodec CODEC = new TextCodec(TOKENIZER, VOCABULARY);

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void withoutDropoutThePiecesAreTheUsualOnes() {
    int[] usual = CODEC.encode(TEXT);
    assertThat(dropout(0).vary(usual, random)).isEqualTo(usual);
    for (String word : WORDS.keySet()) {
      assertThat(MERGES.segment(word, 0, random)).isEqualTo(MERGES.segment(word));
    }
  }

  @Test
  void withNearlyEveryMergeLeftOutThePiecesAreCharacters() {
    int[] characters = dropout(1 - 1e-12).vary(CODEC.encode("the 😀er"), random);
    assertThat(VOCABULARY.decode(characters))
        .containsExactly("t@@", "h@@", "e", "😀@@", "e@@", "r");
  }

  /** With merges bc, ab, abc: four results, each after two throws of a coin. */
  @Test
  void eachMergeIsLeftOutWithTheProbability() {
    BpeMerges merges =
        new BpeMerges(
            List.of(new Merge("b", "c</w>"), new Merge("a", "b"), new Merge("a", "bc</w>")));
    Map<List<String>, Double> shares = shares(merges, "abc", 0.5);
    assertThat(shares).hasSize(4);
    shares.forEach(
        (pieces, share) -> assertThat(share).as("%s", pieces).isCloseTo(.25, within(.02)));

    Map<List<String>, Double> few = shares(merges, "abc", 0.1);
    assertThat(few.get(List.of("abc"))).isCloseTo(.81, within(.02));
    assertThat(few.get(List.of("a", "bc"))).isCloseTo(.09, within(.015));
    assertThat(few.get(List.of("ab", "c"))).isCloseTo(.09, within(.015));
    assertThat(few.get(List.of("a", "b", "c"))).isCloseTo(.01, within(.005));
  }

  @Test
  void aMergeIsLeftOutInOnePlaceAndNotInAnother() {
    BpeMerges merges = new BpeMerges(List.of(new Merge("x", "x")));
    Map<List<String>, Double> shares = shares(merges, "xxxy", 0.5);
    assertThat(shares.get(List.of("xx", "x", "y"))).isCloseTo(.5, within(.02));
    assertThat(shares.get(List.of("x", "xx", "y"))).isCloseTo(.25, within(.02));
    assertThat(shares.get(List.of("x", "x", "x", "y"))).isCloseTo(.25, within(.02));
  }

  private Map<List<String>, Double> shares(BpeMerges merges, String word, double probability) {
    int times = 10_000;
    Map<List<String>, Double> shares = new HashMap<>();
    for (int i = 0; i < times; i++) {
      shares.merge(merges.segment(word, probability, random), 1.0 / times, Double::sum);
    }
    return shares;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void thePiecesOfAWordAlwaysJoinToIt(double probability) {
    int[] usual = CODEC.encode(TEXT);
    BpeDropout dropout = dropout(probability);
    int changed = 0;
    for (int i = 0; i < 50; i++) {
      int[] varied = dropout.vary(usual, random);
      assertThat(CODEC.decode(varied)).isEqualTo(TEXT);
      changed += Arrays.equals(varied, usual) ? 0 : 1;
    }
    assertThat(changed).isGreaterThan(45);
  }

  @Test
  void theSameChanceGivesTheSamePieces() {
    int[] usual = CODEC.encode(TEXT);
    int[] varied = dropout(0.3).vary(usual, new SplittableRandom(1));
    assertThat(dropout(0.3).vary(usual, new SplittableRandom(1))).isEqualTo(varied);
    assertThat(dropout(0.3).vary(usual, new SplittableRandom(2))).isNotEqualTo(varied);
  }

  @Test
  void aVocabularyOfTheCountedPiecesHoldsAllThatAreMadeAndNoOthers() {
    TreeSet<String> made = new TreeSet<>();
    for (int i = 0; i < 3000; i++) {
      for (String word : WORDS.keySet()) {
        List<String> pieces = MERGES.segment(word, 0.6, random);
        for (int p = 0; p < pieces.size(); p++) {
          made.add(pieces.get(p) + (p < pieces.size() - 1 ? "@@" : ""));
        }
      }
    }
    assertThat(new TreeSet<>(VOCABULARY.tokens().subList(4, VOCABULARY.size()))).isEqualTo(made);
    assertThat(made.size()).isGreaterThan(new TreeSet<>(TOKENIZER.tokenize(TEXT)).size());
  }

  @Test
  void piecesAreCountedOnceAWord() {
    BpeMerges merges =
        new BpeMerges(List.of(new Merge("b", "c</w>"), new Merge("a", "b"), new Merge("ab", "a")));
    assertThat(BpeDropout.count(Map.of("abc", 3, "abab", 4), merges))
        .isEqualTo(
            Map.of("a@@", 7L, "b@@", 7L, "c", 3L, "bc", 3L, "ab@@", 7L, "b", 4L, "aba@@", 4L));
  }

  @Test
  void whatIsNoPieceOfTextStays() {
    List<String> charactersOfBytes = List.of("<@@", "0@@", "x@@", "C@@", "3@@", ">@@", "A@@", ">");
    List<String> tokens = new ArrayList<>(charactersOfBytes);
    tokens.addAll(List.of("lo@@", "w", "l@@", "o@@", "low", "<0xC3>@@", "<0xA3>", "@@"));
    Vocabulary vocabulary = Vocabulary.of(tokens);
    BpeMerges merges = new BpeMerges(List.of(new Merge("l", "o"), new Merge("lo", "w</w>")));
    BpeDropout dropout = new BpeDropout(merges, vocabulary.strict(), 1 - 1e-12);
    assertVaried(dropout, vocabulary, "low", "l@@ o@@ w");
    assertVaried(dropout, vocabulary, "low <unk> low", "l@@ o@@ w <unk> l@@ o@@ w");
    assertVaried(dropout, vocabulary, "lo@@ <unk> lo@@ w", "lo@@ <unk> l@@ o@@ w");
    assertVaried(dropout, vocabulary, "<0xC3>@@ <0xA3> low", "<0xC3>@@ <0xA3> l@@ o@@ w");
    assertVaried(dropout, vocabulary, "lo@@ <0xC3>@@ <0xA3>", "lo@@ <0xC3>@@ <0xA3>");
    assertVaried(dropout, vocabulary, "@@ lo@@ w", "@@ l@@ o@@ w");
    assertVaried(dropout, vocabulary, "low </s> lo@@", "l@@ o@@ w </s> lo@@");
    assertThat(dropout.vary(new int[0], random)).isEmpty();
  }

  private void assertVaried(
      BpeDropout dropout, Vocabulary vocabulary, String usual, String expected) {
    int[] ids = Stream.of(usual.split(" ")).mapToInt(vocabulary::id).toArray();
    assertThat(IntStream.of(dropout.vary(ids, random)).mapToObj(vocabulary::token))
        .containsExactly(expected.split(" "));
  }

  @Test
  void aWordWithAPieceThatIsUnknownKeepsItsUsualPieces() {
    BpeMerges merges = new BpeMerges(List.of(new Merge("l", "o"), new Merge("lo", "w</w>")));
    for (boolean strict : new boolean[] {false, true}) {
      Vocabulary some = Vocabulary.of(List.of("low", "lo@@", "l@@", "w"));
      some = strict ? some.strict() : some;
      BpeDropout dropout = new BpeDropout(merges, some, 0.5);
      TreeSet<List<String>> seen = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
      for (int i = 0; i < 100; i++) {
        seen.add(some.decode(dropout.vary(some.encode(List.of("low")), random)));
      }
      assertThat(seen).containsExactly(List.of("lo@@", "w"), List.of("low"));
    }
  }

  @Test
  void noSpecialTokenIsMade() {
    BpeMerges merges = new BpeMerges(List.of(new Merge("<", "s"), new Merge("<s", "></w>")));
    Vocabulary vocabulary = Vocabulary.of(List.of("<@@", "s@@", ">"));
    int[] ids = vocabulary.encode(List.of("<@@", "s@@", ">"));
    assertThat(new BpeDropout(merges, vocabulary, 0).vary(ids, random)).isEqualTo(ids);
  }

  @Test
  void aWordOfAMegabyteKeepsItsPieces() {
    String word = "them".repeat(1 << 18);
    int[] usual = CODEC.encode(word);
    assertThat(dropout(0.9).vary(usual, random)).isEqualTo(usual);
    assertThat(BpeDropout.count(Map.of(word, 1), MERGES)).containsKey("the@@");
  }

  @Test
  void aProbabilityOutOfRangeIsNamed() {
    for (double wrong : new double[] {-0.1, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> dropout(wrong))
          .withMessage("The probability must be 0 to below 1, got " + wrong);
    }
  }

  private static BpeDropout dropout(double probability) {
    return new BpeDropout(MERGES, VOCABULARY, probability);
  }
}
