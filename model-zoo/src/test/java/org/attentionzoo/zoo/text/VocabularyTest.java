package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VocabularyTest {

  private final Vocabulary abc = Vocabulary.of(List.of("a", "b", "c"));

  @Test
  void specialTokensHaveTheFirstIds() {
    assertThat(abc.id("<pad>")).isEqualTo(Vocabulary.PAD).isZero();
    assertThat(abc.id("<unk>")).isEqualTo(Vocabulary.UNK).isEqualTo(1);
    assertThat(abc.id("<s>")).isEqualTo(Vocabulary.BOS).isEqualTo(2);
    assertThat(abc.id("</s>")).isEqualTo(Vocabulary.EOS).isEqualTo(3);
    assertThat(abc.id("a")).isEqualTo(4);
    assertThat(abc.size()).isEqualTo(7);
  }

  @Test
  void frequentTokensComeFirstAndEqualCountsInTextOrder() {
    Map<String, Integer> counts = Map.of("z", 5, "b", 2, "a", 2, "rare", 1, "<unk>", 99);
    Vocabulary vocabulary = Vocabulary.fromCounts(counts, 2, 100);
    assertThat(vocabulary.tokens().subList(4, vocabulary.size())).containsExactly("z", "a", "b");
  }

  @Test
  void maximumSizeCountsTheSpecialTokens() {
    Vocabulary vocabulary = Vocabulary.fromCounts(Map.of("a", 3, "b", 2, "c", 1), 1, 6);
    assertThat(vocabulary.tokens()).containsExactly("<pad>", "<unk>", "<s>", "</s>", "a", "b");
  }

  @Test
  void countsOfTextsAreTokenCounts() {
    assertThat(Vocabulary.count(List.of("aba", "b"), new CharacterTokenizer()))
        .isEqualTo(Map.of("a", 2L, "b", 2L));
  }

  @Test
  void decodingUndoesEncodingAndStopsAtTheEnd() {
    List<String> text = List.of("c", "a", "b");
    assertThat(abc.encode(text)).containsExactly(6, 4, 5);
    assertThat(abc.decode(abc.encode(text))).isEqualTo(text);
    assertThat(abc.decode(new int[] {2, 4, 1, 0, 3, 5})).containsExactly("a", "<unk>");
  }

  @Test
  void anUnknownTokenIsUnkOrInAStrictVocabularyAnErrorThatNamesIt() {
    assertThat(abc.id("x")).isEqualTo(Vocabulary.UNK);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> abc.strict().encode(List.of("a", "x")))
        .withMessageContaining("\"x\"")
        .withMessageContaining("7 tokens");
    assertThat(abc.strict().id("b")).isEqualTo(abc.id("b"));
  }

  @Test
  void aTextBringsNoSpecialTokensIn() {
    assertThat(abc.encode(List.of("<pad>", "</s>", "a"))).containsExactly(1, 1, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> abc.strict().encode(List.of("a", "</s>")))
        .withMessage("The text contains the special token \"</s>\"");
  }

  @Test
  void requiredTokensAreThereWhateverTheirCounts() {
    Vocabulary vocabulary =
        Vocabulary.fromCounts(Map.of("a", 3, "b", 2, "<de>", 9), 1, 7, List.of("<de>", "<en>"));
    assertThat(vocabulary.tokens().subList(4, 7)).containsExactly("<de>", "<en>", "a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vocabulary.fromCounts(Map.of("a", 3), 1, 6, List.of("<de>", "<en>")))
        .withMessageContaining("4 special and 2 required tokens, got 6");
  }

  @Test
  void anIdOutsideTheVocabularyIsAnErrorThatNamesIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> abc.decode(new int[] {4, 7}))
        .withMessage("Token id 7 is outside the vocabulary of 7 tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> abc.token(-1))
        .withMessageContaining("-1");
  }

  @Test
  void emptyAndRepeatedTokensAreErrors() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vocabulary.of(List.of("a", "b", "a")))
        .withMessage("Token \"a\" occurs twice, with id 4 and id 6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vocabulary.of(List.of("")))
        .withMessage("The token with id 4 is empty");
  }

  @Test
  void sizesThatLeaveNoRoomAreErrors() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vocabulary.fromCounts(Map.of("a", 1), 0, 10))
        .withMessageContaining("minFrequency");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vocabulary.fromCounts(Map.of("a", 1), 1, 4))
        .withMessageContaining("got 4");
  }

  @Test
  void aVocabularyHasRoomForAToken() {
    for (int maxSize : new int[] {Integer.MIN_VALUE, -1, 0, 4}) {
      assertThatThrownBy(() -> Vocabulary.fromCounts(Map.of("a", 1L), 1, maxSize))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("maxSize must leave room")
          .hasMessageContaining("got " + maxSize);
    }
  }
}
