package org.attentionzoo.zoo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published values are from sacreBLEU's test suite and metric card. */
class ChrFTest {

  private static final Offset<Double> PUBLISHED = within(1e-4);
  private static final Offset<Double> EXACT = within(1e-9);

  private static final List<String> CATS =
      List.of(
          "The relationship between cats and dogs is not exactly friendly.",
          "a good bookshop is just a genteel black hole that knows how to read.");

  private static final List<List<String>> CATS_REFERENCE =
      List.of(
          List.of(
              "The relationship between dogs and cats is not exactly friendly.",
              "A good bookshop is just a genteel Black Hole that knows how to read."));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "abcdefg|hijklmnop|0",
        "a|b|0",
        "''|reference|0",
        "aa|ab|8.3333",
        "a|a|16.6667",
        "a b c|a b c|50",
        "a b c|abc|50",
        " risk assessment must be made of those who are qualified and expertise in the sector - these"
            + " are the scientists .|risk assessment has to be undertaken by those who are qualified"
            + " and expert in that area - that is the scientists .|63.361730",
        " Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. |Das"
            + " Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.|64.1302698",
        "Niemand hat die Absicht, eine Mauer zu errichten|Niemand hat die Absicht, eine Mauer zu"
            + " errichten|100",
      })
  void epsilonSmoothingScoresAsPublished(String hypothesis, String reference, double expected) {
    ChrF chrF = ChrF.standard().beta(3).epsilonSmoothing(true);

    assertThat(chrF.sentence(hypothesis, List.of(reference)).value())
        .isCloseTo(expected, PUBLISHED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a|a|100", "''|reference|0", "a b c|a b c|100", "a b c|abc|100", "aa|ab|25"})
  void effectiveOrderScoresAsPublished(String hypothesis, String reference, double expected) {
    assertThat(ChrF.standard().beta(3).sentence(hypothesis, List.of(reference)).value())
        .isCloseTo(expected, PUBLISHED);
  }

  @Test
  void aCorpusOfTwoScoresAsPublished() {
    List<String> hypotheses = List.of("a", "b");
    List<List<String>> references = List.of(List.of("a", "c"));
    ChrF chrF = ChrF.standard().beta(3);

    assertThat(chrF.corpus(hypotheses, references).value()).isCloseTo(50, PUBLISHED);
    assertThat(chrF.epsilonSmoothing(true).corpus(hypotheses, references).value())
        .isCloseTo(8.3333, PUBLISHED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.|Das Verhältnis"
            + " zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.|67.3481606",
        "risk assessment must be made of those who are qualified and expertise in the sector - these"
            + " are the scientists .|risk assessment has to be undertaken by those who are qualified"
            + " and expert in that area - that is the scientists .|65.2414427",
      })
  void whitespaceKeptScoresAsPublished(String hypothesis, String reference, double expected) {
    ChrF chrF = ChrF.standard().beta(3).whitespace(true);

    assertThat(chrF.sentence(hypothesis, List.of(reference)).value())
        .isCloseTo(expected, PUBLISHED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.|Nejvíce smutní"
            + " jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.|39.14078509",
        "Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.|A někdy nemáme ani"
            + " potřebný materiál, abychom jim pomohli, popsali lékaři.|31.22557079",
        "Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.|Lapali po dechu a pak"
            + " jejich život skončil - dřív, než skutečně mohl začít, připomněli.|57.15704367",
      })
  void sentencesScoreAsPublished(String hypothesis, String reference, double expected) {
    ChrF chrF = ChrF.standard().epsilonSmoothing(true);

    assertThat(chrF.sentence(hypothesis, List.of(reference)).value())
        .isCloseTo(expected, PUBLISHED);
  }

  @Test
  void chrFAndChrFPlusPlusScoreACorpusAsPublished() {
    assertThat(ChrF.standard().corpus(CATS, CATS_REFERENCE).value())
        .isCloseTo(84.64214891738334, EXACT);
    assertThat(ChrF.plusPlus().corpus(CATS, CATS_REFERENCE).value())
        .isCloseTo(82.87263732906315, EXACT);
    assertThat(ChrF.plusPlus().lowercase(true).corpus(CATS, CATS_REFERENCE).value())
        .isCloseTo(92.12853119829202, EXACT);
  }

  @Test
  void theReferenceThatIsMostAlikeCounts() {
    ChrF chrF = ChrF.standard();

    assertThat(chrF.sentence("a dog", List.of("a cat", "a dog", "dogs")).value()).isEqualTo(100);
    assertThat(chrF.sentence("a dog", List.of("a cat", "dogs")).value())
        .isEqualTo(
            Math.max(
                chrF.sentence("a dog", List.of("a cat")).value(),
                chrF.sentence("a dog", List.of("dogs")).value()));
  }

  @Test
  void wordsLoseThePunctuationAtOneEndOnly() {
    ChrF words = ChrF.standard().characterOrder(1).wordOrder(1);

    // "(hi" and ")" against "(", "hi" and ")": precision (4/4 + 1/2) / 2, recall (4/4 + 1/3) / 2
    assertThat(words.sentence("(hi)", List.of("(hi )")).value())
        .isCloseTo(100 * 5 * 0.75 * (2 / 3.0) / (4 * 0.75 + 2 / 3.0), EXACT);
    assertThat(words.sentence("hi!", List.of("hi !")).value()).isEqualTo(100);
    assertThat(words.sentence("!hi", List.of("! hi")).value()).isEqualTo(100);
  }

  @Test
  void theNameAndSignatureHoldEverySetting() {
    MetricValue plain = ChrF.standard().sentence("a", List.of("a"));
    assertThat(plain.name()).isEqualTo("chrF2");
    assertThat(plain.signature())
        .isEqualTo("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.5.1");

    MetricValue plusPlus =
        ChrF.plusPlus()
            .beta(3)
            .lowercase(true)
            .whitespace(true)
            .epsilonSmoothing(true)
            .sentence("a", List.of("a"));
    assertThat(plusPlus.name()).isEqualTo("chrF3++");
    assertThat(plusPlus.signature())
        .isEqualTo("nrefs:1|case:lc|eff:no|nc:6|nw:2|space:yes|version:2.5.1");
  }

  @Test
  void impossibleOrdersAreErrors() {
    assertThatThrownBy(() -> ChrF.standard().characterOrder(0))
        .hasMessage("characterOrder must be at least 1, got 0");
    assertThatThrownBy(() -> ChrF.standard().wordOrder(-1))
        .hasMessage("wordOrder must be at least 0, got -1");
    assertThatThrownBy(() -> ChrF.standard().beta(0)).hasMessage("beta must be at least 1, got 0");
  }
}
