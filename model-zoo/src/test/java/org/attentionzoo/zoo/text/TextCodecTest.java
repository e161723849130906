package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextCodecTest {

  private static final BpeMerges MERGES = new BpeMerges(List.of(new Merge("a", "b</w>")));

  private static TextCodec codec(Tokenizer tokenizer, String... tokens) {
    return new TextCodec(tokenizer, Vocabulary.of(List.of(tokens)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ab c", " ab c", "ab c ", "\tab c", "ab  c", "ab c\u00a0 ", "\uFEFFab\r c\r"})
  void whiteSpaceAroundAndTwiceChangesNothing(String text) {
    for (Tokenizer tokenizer :
        List.of(
            new WordTokenizer(),
            new WhitespaceTokenizer(),
            new CharacterTokenizer(),
            new BpeTokenizer(new WordTokenizer(), MERGES))) {
      TextCodec codec = codec(tokenizer, "ab", "c", "a", "b", " ");
      assertThat(codec.encode(text)).isEqualTo(codec.encode("ab c")).doesNotContain(Vocabulary.UNK);
      assertThat(codec.tokens(text)).isEqualTo(tokenizer.tokenize("ab c"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0085", "\u000b", "\f", "\u2028", "\u2029", "\r", "\n", "\u001e"})
  void noLineBreakComesOut(String lineBreak) {
    String escaped = "￭％%04x￭".formatted((int) lineBreak.charAt(0));
    TextCodec words = codec(new WordTokenizer(), "a", "b", escaped, "x" + lineBreak + "y");
    assertThat(words.decode(new int[] {4, 6, 5, 7, 6})).isEqualTo("a b x y");
    TextCodec characters = codec(new CharacterTokenizer(), "a", "b", lineBreak);
    assertThat(characters.decode(new int[] {6, 4, 6, 5})).isEqualTo("a b");
  }

  @Test
  void aTypographicSpaceIsASpaceUnlessTheVocabularyKnowsIt() {
    for (Tokenizer tokenizer : List.of(new WordTokenizer(), new CharacterTokenizer())) {
      TextCodec codec = codec(tokenizer, "a", "b", " ");
      assertThat(codec.encode("a\u00a0b")).isEqualTo(codec.encode("a b"));
    }
    TextCodec codec = codec(new WordTokenizer(), "a", "b", "￭％00a0￭");
    assertThat(codec.encode("a\u00a0b")).containsExactly(4, 6, 5);
    assertThat(codec.decode(codec.encode("a\u00a0b"))).isEqualTo("a\u00a0b");
    assertThat(codec.tokens("x\u202fa")).containsExactly("<unk>", "a");
  }

  @Test
  void blankTextHasNoTokens() {
    TextCodec codec = codec(new CharacterTokenizer(), " ", "\u200b");
    for (String blank : List.of("", " \t ", "\u00a0 ", "\u200b")) {
      assertThat(codec.encode(blank)).isEmpty();
    }
  }
}
