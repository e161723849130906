package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WhitespaceTokenizerTest {

  private final WhitespaceTokenizer tokenizer = new WhitespaceTokenizer();

  @Test
  void tokensLieBetweenBlanks() {
    assertThat(tokenizer.tokenize("  two young\t, men .\r\n"))
        .containsExactly("two", "young", ",", "men", ".");
    assertThat(tokenizer.tokenize("")).isEmpty();
    assertThat(tokenizer.tokenize(" \t ")).isEmpty();
  }

  @Test
  void aNoBreakSpaceIsPartOfAToken() {
    assertThat(tokenizer.tokenize("10\u00a0km x")).containsExactly("10\u00a0km", "x");
  }

  @Test
  void tokensAreJoinedWithSpaces() {
    assertThat(tokenizer.join(List.of("a", "b", "."))).isEqualTo("a b .");
  }
}
