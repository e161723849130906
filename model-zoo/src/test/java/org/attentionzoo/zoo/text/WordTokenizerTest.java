package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordTokenizerTest {

  private final WordTokenizer tokenizer = new WordTokenizer();

  @Test
  void marksCarryTheJoiner() {
    assertThat(tokenizer.tokenize("Don't touch (hot)!"))
        .containsExactly("Don't", "touch", "(￭", "hot", "￭)", "￭!");
    assertThat(tokenizer.tokenize("well-known: 3.14 %"))
        .containsExactly("well", "￭-￭", "known", "￭:", "3.14", "%");
  }

  @Test
  void wordsOfScriptsWithoutSpacesAreFound() {
    assertThat(tokenizer.tokenize("東京に行く。")).containsExactly("東京", "￭に", "￭行く", "￭。");
    assertThat(tokenizer.tokenize("Grüße Ähre")).containsExactly("Grüße", "Ähre");
  }

  @Test
  void whiteSpaceOtherThanASingleSpaceIsAToken() {
    assertThat(tokenizer.tokenize("a  b")).containsExactly("a", "￭％0020％0020￭", "b");
    assertThat(tokenizer.tokenize(" a")).containsExactly("％0020￭", "a");
    assertThat(tokenizer.tokenize("10\u00a0€")).containsExactly("10", "￭％00a0", "￭€");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "  ",
        "Zwei junge weiße Männer sind im Freien.",
        "  leading, trailing  ",
        "tab\tand no-break\u00a0space, line\u2028separator",
        "literal ￭ joiner￭ and ％ffed ％ escape ％0020",
        "\"Quoted\" 'text' — (with [nested] marks)… http://a.b/c?d=e&f",
        "e\u0301 combining, \u0301alone,  \u0301 after a space",
        "emoji 👩‍👩‍👧 🇩🇪!? 👍🏽",
        "ภาษาไทย 中文字 한국어 العربية",
        "a@@ b@@b @@ <unk> </s>",
      })
  void joiningGivesTheTextBack(String text) {
    assertThat(tokenizer.join(tokenizer.tokenize(text))).isEqualTo(text);
    assertThat(tokenizer.tokenize(text)).allMatch(token -> token.chars().noneMatch(c -> c == ' '));
  }

  @Test
  void joiningGivesRandomTextBack() {
    int[] alphabet = "ab ﾭ￭％\t 0fed.,-'(\u00a0\u0301é中字ไท🙂@<\u200b\r\n".codePoints().toArray();
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      String text =
          IntStream.range(0, random.nextInt(12))
              .map(j -> alphabet[random.nextInt(alphabet.length)])
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(tokenizer.join(tokenizer.tokenize(text))).isEqualTo(text);
    }
  }

  @Test
  void whatNoTextGivesStillJoins() {
    assertThat(tokenizer.join(List.of("￭", "a", "￭", "b", "￭￭", "％zz"))).isEqualTo("ab％zz");
  }
}
