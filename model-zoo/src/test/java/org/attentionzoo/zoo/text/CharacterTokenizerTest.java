package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CharacterTokenizerTest {

  private final CharacterTokenizer plain = new CharacterTokenizer();

  @Test
  void aTokenIsACodePoint() {
    assertThat(plain.tokenize("é 😀月")).containsExactly("é", " ", "😀", "月");
    assertThat(plain.tokenize("")).isEmpty();
    assertThat(plain.join(plain.tokenize("é 😀月"))).isEqualTo("é 😀月");
  }

  @Test
  void aSymbolStaysWholeAndTheLongestWins() {
    CharacterTokenizer tokenizer = new CharacterTokenizer(List.of("<en", "<en_US>"));
    assertThat(tokenizer.tokenize("<en_US> 1<en")).containsExactly("<en_US>", " ", "1", "<en");
  }

  @Test
  void aVocabularyBringsItsSymbols() {
    Vocabulary vocabulary = Vocabulary.of(List.of("a", "😀", "<fr>"));
    assertThat(CharacterTokenizer.of(vocabulary).symbols()).containsExactly("<fr>");
  }

  @Test
  void textThatLooksLikeASpecialTokenIsCharacters() {
    assertThat(plain.tokenize("<s>")).containsExactly("<", "s", ">");
  }

  @Test
  void aLoneSurrogateBecomesTheReplacementCharacter() {
    assertThat(plain.tokenize("a\uD83D")).containsExactly("a", "\uFFFD");
  }

  @Test
  void anEmptySymbolIsAnError() {
    assertThatIllegalArgumentException().isThrownBy(() -> new CharacterTokenizer(List.of("")));
  }
}
