package org.attentionzoo.zoo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published values are from sacreBLEU's test suite and metric card. */
class BleuTest {

  private static final Offset<Double> EXACT = within(1e-8);
  private static final Offset<Double> PUBLISHED = within(1e-3);

  private static final List<String> HYPOTHESES =
      List.of("The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");

  private static final List<List<String>> REFERENCES =
      List.of(
          List.of("The dog bit the man.", "It was not unexpected.", "The man bit him first."),
          List.of(
              "The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."));

  private static final String ROMANIAN_HYPOTHESIS =
      "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;";
  private static final String ROMANIAN_REFERENCE =
      "producţia de zahăr brut se exprimă în zahăr alb;";

  @ParameterizedTest
  @CsvSource({"NONE, 49.1919566", "V13A, 48.530827", "INTL, 43.91623493"})
  void twoReferencesScoreAsPublishedForEachTokenizer(BleuTokenizer tokenizer, double expected) {
    MetricValue score = Bleu.standard().tokenizer(tokenizer).corpus(HYPOTHESES, REFERENCES);

    assertThat(score.value()).isCloseTo(expected, within(5e-7));
  }

  @Test
  void smoothingChangesNothingWhereEveryOrderMatches() {
    double smoothed = Bleu.standard().corpus(HYPOTHESES, REFERENCES).value();
    double plain =
        Bleu.standard().smoothing(Smoothing.none()).corpus(HYPOTHESES, REFERENCES).value();

    assertThat(plain).isCloseTo(48.530827, within(5e-7)).isEqualTo(smoothed);
  }

  @Test
  void emptyHypothesesAreNotLeftOut() {
    assertThat(Bleu.standard().corpus(List.of("", "", ""), REFERENCES).value()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "exp, 8.493",
    "none, 0.0",
    "floor, 4.51688",
    "add-k, 14.882",
  })
  void everySmoothingScoresASentenceAsPublished(String name, double expected) {
    MetricValue score =
        sentenceBleu()
            .smoothing(Smoothing.of(name))
            .sentence(ROMANIAN_HYPOTHESIS, List.of(ROMANIAN_REFERENCE));

    assertThat(score.value()).isCloseTo(expected, PUBLISHED);
  }

  @Test
  void theValueOfASmoothingCounts() {
    assertThat(romanian(sentenceBleu().smoothing(Smoothing.floor(0.5))))
        .isCloseTo(10.10, PUBLISHED);
    assertThat(romanian(sentenceBleu().smoothing(Smoothing.addK(2)))).isCloseTo(21.389, PUBLISHED);
  }

  @ParameterizedTest
  @CsvSource({"NONE, 7.347", "INTL, 8.493", "CHAR, 40.8759"})
  void everyTokenizerScoresASentenceAsPublished(BleuTokenizer tokenizer, double expected) {
    assertThat(romanian(sentenceBleu().tokenizer(tokenizer))).isCloseTo(expected, PUBLISHED);
  }

  @Test
  void lowercaseScoresASentenceAsPublished() {
    assertThat(romanian(sentenceBleu().tokenizer(BleuTokenizer.CHAR).lowercase(true)))
        .isCloseTo(42.0267, PUBLISHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "none", "floor", "add-k"})
  void withoutAnyMatchEverySmoothingGivesZero(String name) {
    Bleu bleu = sentenceBleu().smoothing(Smoothing.of(name));

    assertThat(bleu.sentence("this is a cat", List.of("okay thanks")).value()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "test,          a test, 36.78794411714425", // only one order: brevity penalty e^(1 - 2/1)
    "a test,        a test, 100.0",
    "a little test, a test, 3.218297948685433", // 2/3, 0.01/2, 0.01/1: three orders
    "this is a fest, this is a test, 22.3606797749979",
  })
  void effectiveOrderLeavesOutWhatASentenceIsTooShortFor(
      String hypothesis, String reference, double expected) {
    Bleu bleu = sentenceBleu().tokenizer(BleuTokenizer.NONE).smoothing(Smoothing.floor(0.01));

    assertThat(bleu.sentence(hypothesis, List.of(reference)).value()).isCloseTo(expected, EXACT);
  }

  @Test
  void withoutAnyMatchACorpusScoresZero() {
    Bleu bleu = sentenceBleu().tokenizer(BleuTokenizer.NONE).smoothing(Smoothing.floor(0.01));

    MetricValue score =
        bleu.corpus(List.of("this is a test", "another test"), List.of(List.of("ref1", "ref2")));

    assertThat(score.value()).isZero(); // since sacreBLEU 2, whatever the smoothing
  }

  @Test
  void withoutEffectiveOrderAShortSentenceScoresZero() {
    assertThat(Bleu.standard().sentence("a test", List.of("a test")).value()).isZero();
  }

  @Test
  void countsPrecisionsAndLengthsAreThoseOfTheMetricCard() {
    MetricValue score =
        Bleu.standard()
            .corpus(
                List.of("hello there general kenobi", "on our way to ankh morpork"),
                List.of(
                    List.of("hello there general kenobi", "goodbye ankh morpork"),
                    List.of("hello there !", "ankh morpork")));

    // 6/10, 4/8, 2/6, 1/4; the closest reference of six words has three
    assertThat(score.value()).isCloseTo(39.76353643835252, EXACT);
    assertThat(score.details())
        .isEqualTo("60.0/50.0/33.3/25.0 (BP = 1.000 ratio = 1.429 hyp_len = 10 ref_len = 7)");
  }

  @Test
  void ofTwoReferencesAsCloseTheShorterOneGivesTheLength() {
    MetricValue score = Bleu.standard().sentence("a b c", List.of("a b c d", "a b"));

    assertThat(score.details()).contains("hyp_len = 3 ref_len = 2");
  }

  @Test
  void aWordMatchesAsOftenAsInTheReferenceThatHasItMostOften() {
    Bleu bleu = Bleu.standard().tokenizer(BleuTokenizer.NONE);

    MetricValue score = bleu.sentence("a a a b b x", List.of("a a c", "b a d"));

    // two of three a, one of two b: 3/6; "a a" is the only pair: 1/5
    assertThat(score.details()).startsWith("50.0/20.0/");
  }

  @Test
  void theSignatureHoldsEverySetting() {
    assertThat(Bleu.standard().sentence("a", List.of("a")).signature())
        .isEqualTo("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.5.1");
    assertThat(
            Bleu.standard()
                .lowercase(true)
                .effectiveOrder(true)
                .tokenizer(BleuTokenizer.INTL)
                .smoothing(Smoothing.floor(0.1))
                .corpus(HYPOTHESES, REFERENCES)
                .signature())
        .isEqualTo("nrefs:2|case:lc|eff:yes|tok:intl|smooth:floor[0.10]|version:2.5.1");
    assertThat(
            Bleu.standard()
                .smoothing(Smoothing.addK(1))
                .corpus(List.of("a", "b"), List.of(List.of("a", "b"), Arrays.asList("a", null)))
                .signature())
        .isEqualTo("nrefs:var|case:mixed|eff:no|tok:13a|smooth:add-k[1.00]|version:2.5.1");
  }

  @Test
  void aScorePrintsAsSacreBleuDoes() {
    assertThat(Bleu.standard().corpus(HYPOTHESES, REFERENCES))
        .hasToString(
            "BLEU|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.5.1 = 48.53"
                + " 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)");
  }

  @Test
  void inputThatCannotBeScoredIsAnErrorThatNamesIt() {
    Bleu bleu = Bleu.standard();
    List<List<String>> oneShort = List.of(List.of("a", "b"), List.of("a"));
    List<List<String>> oneMissing = List.of(Arrays.asList("a", null));

    assertThatThrownBy(() -> bleu.corpus(List.of(), List.of(List.of())))
        .hasMessage("There are no sentences to score");
    assertThatThrownBy(() -> bleu.corpus(List.of("a"), List.of()))
        .hasMessage("There are no references to compare with");
    assertThatThrownBy(() -> bleu.corpus(List.of("a", "b"), oneShort))
        .hasMessage("1 sentences in reference 2 of 2 for 2 translations");
    assertThatThrownBy(() -> bleu.corpus(List.of("a", "b"), oneMissing))
        .hasMessage("Sentence 2 has no reference");
    assertThatThrownBy(() -> Smoothing.of("laplace"))
        .hasMessage("Smoothing \"laplace\" is unknown, expected none, floor, add-k or exp");
    assertThatThrownBy(() -> Smoothing.floor(-1))
        .hasMessage("The value of floor smoothing must be 0 or more, got -1.0");
  }

  private static Bleu sentenceBleu() {
    return Bleu.standard().effectiveOrder(true);
  }

  private static double romanian(Bleu bleu) {
    return bleu.sentence(ROMANIAN_HYPOTHESIS, List.of(ROMANIAN_REFERENCE)).value();
  }
}
