package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkingTokenizerTest {

  private final MarkingTokenizer tokenizer =
      new MarkingTokenizer(new WhitespaceTokenizer(), List.of("⟨de⟩"), List.of("⟨</s>⟩", "x"));

  @Test
  void marksStandAroundATextAndGoWithIt() {
    assertThat(tokenizer.tokenize("a b")).containsExactly("⟨de⟩", "a", "b", "⟨</s>⟩", "x");
    assertThat(tokenizer.tokenize("  ")).isEmpty();
    assertThat(tokenizer.join(tokenizer.tokenize("a b"))).isEqualTo("a b");
    assertThat(tokenizer.join(List.of("a", "x"))).isEqualTo("a x");
    assertThat(tokenizer.join(List.of("⟨de⟩", "a"))).isEqualTo("a");
    assertThat(tokenizer.name()).isEqualTo(new WhitespaceTokenizer().name());
  }

  @Test
  void whatTheTokenizerKnowsOfItsVocabularyGoesOn() {
    FallbackTokenizer inner =
        new FallbackTokenizer(
            new WhitespaceTokenizer(), FallbackTokenizer.Unit.CHARACTERS, List.of("ab"));
    List<String> end = List.of("⟨</s>⟩");
    MarkingTokenizer marked = new MarkingTokenizer(inner, List.of(), end);
    Vocabulary before = Vocabulary.of(List.of("ab", "⟨</s>⟩"));
    Vocabulary after = Vocabulary.of(List.of("ab", "⟨</s>⟩", "cd"));
    assertThat(marked.tokenize("cd").size()).isGreaterThan(2);
    assertThat(marked.following(before, after).tokenize("cd")).containsExactly("cd", "⟨</s>⟩");
    assertThat(marked.whole().tokenize("cd")).containsExactly("cd", "⟨</s>⟩");
    assertThat(marked.spellsWith("⟨</s>⟩")).isTrue();
    assertThat(marked.spellsWith("x")).isEqualTo(inner.spellsWith("x"));
    assertThat(marked.marked()).isSameAs(inner);
    assertThat(marked.before()).isEmpty();
    assertThat(marked.after()).isEqualTo(end);
  }

  @Test
  void itIsStored() {
    assertThat(TokenizerJson.read(TokenizerJson.write(tokenizer))).isEqualTo(tokenizer);
    assertThat(TokenizerJson.write(tokenizer)).contains("\"type\" : \"marking\"");
    assertThat(tokenizer)
        .isNotEqualTo(
            new MarkingTokenizer(new WhitespaceTokenizer(), List.of("⟨de⟩"), List.of("x")));
  }

  @Test
  void anEmptyMarkIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new MarkingTokenizer(new WhitespaceTokenizer(), List.of(), List.of("", "a")))
        .withMessage("after must hold no empty token: [, a]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TokenizerJson.read(
                    "{\"format\":\"attention-zoo-tokenizer\",\"version\":1,\"tokenizer\":"
                        + "{\"type\":\"marking\",\"tokenizer\":{\"type\":\"whitespace\"},"
                        + "\"before\":[null],\"after\":[]}}"))
        .withMessageContaining("before must hold no null");
  }
}
