package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerJsonTest {

  private static final BpeTokenizer BPE =
      new BpeTokenizer(
          new NormalizingTokenizer(new WordTokenizer(), UnicodeForm.NFKC, true),
          new BpeMerges(List.of(new Merge("e", "r</w>"), new Merge("\"", "日"))));

  static List<Tokenizer> tokenizers() {
    return List.of(
        new CharacterTokenizer(),
        new CharacterTokenizer(List.of("<de>", "<en>")),
        new WordTokenizer(),
        new WhitespaceTokenizer(),
        BPE,
        BPE.restricted(Map.of("er", 7, "e@@", 3), 5),
        new FallbackTokenizer(BPE, FallbackTokenizer.Unit.BYTES, Set.of("er", "e@@")));
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void everyOptionComesBack(Tokenizer tokenizer) {
    Tokenizer read = TokenizerJson.read(TokenizerJson.write(tokenizer));
    assertThat(read).isEqualTo(tokenizer).hasSameHashCodeAs(tokenizer);
    String text = "Ｏther water, \"日本\" <de>";
    assertThat(read.tokenize(text)).isEqualTo(tokenizer.tokenize(text));
  }

  @Test
  void theFormatOfSavedModelsIsKept() {
    String json =
        "{\"format\":\"attention-zoo-tokenizer\",\"version\":1,\"tokenizer\":{\"type\":\"fallback\","
            + "\"unit\":\"CHARACTERS\",\"known\":[\"er\"],\"tokenizer\":{\"type\":\"bpe\","
            + "\"merges\":[\"e r</w>\"],\"known\":[\"er\"],\"words\":{\"type\":\"normalizing\","
            + "\"form\":\"NFC\",\"lowerCase\":true,\"tokenizer\":{\"type\":\"words\"}}}}}";
    BpeTokenizer bpe =
        new BpeTokenizer(
            new NormalizingTokenizer(new WordTokenizer(), UnicodeForm.NFC, true),
            new BpeMerges(List.of(new Merge("e", "r</w>"))));
    assertThat(TokenizerJson.read(json))
        .isEqualTo(
            new FallbackTokenizer(
                bpe.restricted(Map.of("er", 1), 1),
                FallbackTokenizer.Unit.CHARACTERS,
                Set.of("er")));
    assertThat(
            TokenizerJson.read(
                of(
                    "{\"type\":\"normalizing\",\"form\":\"VISIBLE\",\"lowerCase\":false,"
                        + "\"tokenizer\":{\"type\":\"character\",\"symbols\":[\"<de>\"]}}")))
        .isEqualTo(
            new NormalizingTokenizer(
                new CharacterTokenizer(List.of("<de>")), UnicodeForm.VISIBLE, false));
  }

  @Test
  void whatIsNoTokenizerIsNamed() {
    assertInvalid("[]", "expected a JSON object");
    assertInvalid("{", "Not a tokenizer");
    assertInvalid("{\"format\":\"x\"}", "expected \"attention-zoo-tokenizer\"");
    assertInvalid(
        "{\"format\":\"attention-zoo-tokenizer\",\"version\":2}", "this release reads version 1");
    assertInvalid(
        "{\"format\":\"attention-zoo-tokenizer\",\"version\":1}", "\"tokenizer\" is missing");
    assertInvalid(of("{\"type\":\"none\"}"), "none");
    assertInvalid(of("{\"type\":\"bpe\",\"merges\":[]}"), "words");
    assertInvalid(
        of("{\"type\":\"bpe\",\"merges\":[\"a\"],\"words\":{\"type\":\"words\"}}"), "\"a\"");
    assertInvalid(of("{\"type\":\"words\",\"lowerCase\":true}"), "lowerCase");
  }

  @Test
  void aTokenizerOfSomebodyElseIsRefusedByName() {
    Tokenizer own =
        new Tokenizer() {
          @Override
          public String name() {
            return "mine";
          }

          @Override
          public List<String> tokenize(String text) {
            return List.of(text);
          }

          @Override
          public String join(List<String> tokens) {
            return String.join("", tokens);
          }
        };
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenizerJson.write(own))
        .withMessageContaining("\"mine\"");
    BpeTokenizer around = new BpeTokenizer(own, new BpeMerges(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> TokenizerJson.write(around));
  }

  private static String of(String tokenizer) {
    return "{\"format\":\"attention-zoo-tokenizer\",\"version\":1,\"tokenizer\":" + tokenizer + "}";
  }

  private static void assertInvalid(String json, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenizerJson.read(json))
        .withMessageStartingWith("Not a tokenizer: ")
        .withMessageContaining(message);
  }
}
