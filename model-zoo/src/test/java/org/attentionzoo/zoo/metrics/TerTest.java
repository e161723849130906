package org.attentionzoo.zoo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published values are from sacreBLEU's test suite and metric card. */
class TerTest {

  private static final Offset<Double> PUBLISHED = within(1e-3);

  private static final List<String> QUESTIONS =
      List.of(
          "does this sentence match??",
          "what about this sentence?",
          "What did the TER metric user say to the developer?");

  private static final List<List<String>> ANSWERS =
      List.of(
          List.of("does this sentence match", "wHaT aBoUt ThIs SeNtEnCe?", "Your jokes are..."),
          List.of("does this sentence match!?!", "wHaT aBoUt ThIs SeNtEnCe?", "...TERrible"));

  @ParameterizedTest
  @CsvSource({
    "aaaa bbbb cccc dddd, aaaa bbbb cccc dddd, 0",
    "dddd eeee ffff,      aaaa bbbb cccc,      100",
    "'',                  a,                   100",
    "d e f g h a b c,     a b c d e f g h,     12.5",
  })
  void shortSentencesScoreAsPublished(String hypothesis, String reference, double expected) {
    assertThat(Ter.standard().sentence(hypothesis, List.of(reference)).value())
        .isCloseTo(expected, PUBLISHED);
  }

  @Test
  void fiveSentencesOfWmtDevelopmentDataScoreAsPublished() {
    List<String> hypotheses =
        List.of(
            "wählen Sie \" Bild neu berechnen , \" um beim Ändern der Bildgröße Pixel hinzuzufügen"
                + " oder zu entfernen , damit das Bild ungefähr dieselbe Größe aufweist wie die"
                + " andere Größe .",
            "wenn Sie alle Aufgaben im aktuellen Dokument aktualisieren möchten , wählen Sie im Menü"
                + " des Aufgabenbedienfelds die Option \" Alle Aufgaben aktualisieren . \"",
            "klicken Sie auf der Registerkarte \" Optionen \" auf die Schaltfläche \""
                + " Benutzerdefiniert \" und geben Sie Werte für \" Fehlerkorrektur-Level \" und \""
                + " Y / X-Verhältnis \" ein .",
            "Sie können beispielsweise ein Dokument erstellen , das ein Auto über die Bühne enthält"
                + " .",
            "wählen Sie im Dialogfeld \" Neu aus Vorlage \" eine Vorlage aus und klicken Sie auf \""
                + " Neu . \"");
    List<String> references =
        List.of(
            "wählen Sie \" Bild neu berechnen , \" um beim Ändern der Bildgröße Pixel hinzuzufügen"
                + " oder zu entfernen , damit die Darstellung des Bildes in einer anderen Größe"
                + " beibehalten wird .",
            "wenn Sie alle Aufgaben im aktuellen Dokument aktualisieren möchten , wählen Sie im Menü"
                + " des Aufgabenbedienfelds die Option \" Alle Aufgaben aktualisieren . \"",
            "klicken Sie auf der Registerkarte \" Optionen \" auf die Schaltfläche \""
                + " Benutzerdefiniert \" und geben Sie für \" Fehlerkorrektur-Level \" und \" Y /"
                + " X-Verhältnis \" niedrigere Werte ein .",
            "Sie können beispielsweise ein Dokument erstellen , das ein Auto enthalt , das sich über"
                + " die Bühne bewegt .",
            "wählen Sie im Dialogfeld \" Neu aus Vorlage \" eine Vorlage aus und klicken Sie auf \""
                + " Neu . \"");

    assertThat(Ter.standard().corpus(hypotheses, List.of(references)).value())
        .isCloseTo(13.6, PUBLISHED);
  }

  @Test
  void twoReferencesScoreAsPublished() {
    Ter ter = Ter.standard().caseSensitive(true);

    assertThat(ter.corpus(QUESTIONS, ANSWERS).value()).isCloseTo(150, PUBLISHED); // 15 / 10
    assertThat(ter.corpus(firstTwo(QUESTIONS), firstTwoOfEach()).value())
        .isCloseTo(62.5, PUBLISHED); // 5 / 8
  }

  @Test
  void normalizedScoresAsPublished() {
    Ter ter = Ter.standard().caseSensitive(true).normalized(true);

    assertThat(ter.corpus(firstTwo(QUESTIONS), firstTwoOfEach()).value())
        .isCloseTo(57.14285714285714, within(1e-9)); // 6 / 10.5
  }

  @Test
  void withoutPunctuationScoresAsPublished() {
    Ter ter = Ter.standard().punctuation(false);

    assertThat(ter.corpus(firstTwo(QUESTIONS), firstTwoOfEach()).value()).isZero();
    assertThat(ter.corpus(QUESTIONS, ANSWERS).value()).isCloseTo(100, PUBLISHED); // 10 / 10
  }

  @ParameterizedTest
  @CsvSource({
    // a shift costs one edit however long it is, moved to the front or to the end
    "b c a, a b c, 33.3333",
    "c a b, a b c, 33.3333",
    // two shifts, each of which saves edits
    "b a d c e, a b c d e, 40",
    // one insertion, one deletion, one substitution
    "a c, a b c, 33.3333",
    "a b c, a c, 50",
    "a x c, a b c, 33.3333",
    // a shift and a substitution
    "d e f x b c, a b c d e f, 33.3333",
  })
  void editsCountedByHand(String hypothesis, String reference, double expected) {
    assertThat(Ter.standard().sentence(hypothesis, List.of(reference)).value())
        .isCloseTo(expected, PUBLISHED);
  }

  @Test
  void aSequenceOfMoreThanTenWordsIsShiftedInParts() {
    String head = "1 2 3 4 5 6 7 8 9 10 11";
    String tail = "a b c d e f g h i j k l";

    // eleven words move as ten and one: two shifts
    assertThat(edits(tail + " " + head, head + " " + tail, 23)).isEqualTo(2);
    // ten words move at once
    assertThat(edits(tail + " 1 2 3 4 5 6 7 8 9 10", "1 2 3 4 5 6 7 8 9 10 " + tail, 22))
        .isEqualTo(1);
  }

  @Test
  void wordsAreNotShiftedFartherThanFiftyPlaces() {
    String fifty = "w ".repeat(50);

    assertThat(edits("x " + fifty, fifty + "x", 51)).isEqualTo(1);
    assertThat(edits("x w " + fifty, fifty + "w x", 52)).isEqualTo(2); // deleted and inserted
  }

  @Test
  void lengthsThatDifferVeryMuchAreStillAligned() {
    String many = "a ".repeat(200) + "b";

    assertThat(edits("b", many, 201)).isEqualTo(200);
    assertThat(edits(many, "b", 1)).isEqualTo(200);
  }

  @Test
  void theSignatureHoldsEverySetting() {
    assertThat(Ter.standard().sentence("a", List.of("a")).signature())
        .isEqualTo("nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.5.1");
    assertThat(
            Ter.standard()
                .caseSensitive(true)
                .normalized(true)
                .punctuation(false)
                .asian(true)
                .sentence("a", List.of("a", "b"))
                .signature())
        .isEqualTo("nrefs:2|case:mixed|tok:tercom|norm:yes|punct:no|asian:yes|version:2.5.1");
  }

  @Test
  void referencesThatBecomeEmptyGiveHundredOrZero() {
    Ter ter = Ter.standard().punctuation(false);

    assertThat(ter.sentence("a", List.of("!")).value()).isEqualTo(100);
    assertThat(ter.sentence("?", List.of("!")).value()).isZero();
  }

  private static long edits(String hypothesis, String reference, int length) {
    double ter = Ter.standard().sentence(hypothesis, List.of(reference)).value();
    return Math.round(ter / 100 * length);
  }

  private static List<String> firstTwo(List<String> list) {
    return list.subList(0, 2);
  }

  private static List<List<String>> firstTwoOfEach() {
    return ANSWERS.stream().map(TerTest::firstTwo).toList();
  }
}
