package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.zoo.text.FallbackTokenizer.Unit;
import org.junit.jupiter.api.Test;

class FallbackTokenizerTest {

  private static final Set<String> KNOWN = Set.of("a", "dog", "z@@", "ap@@");

  @Test
  void unknownWordsBecomeCharacters() {
    FallbackTokenizer tokenizer =
        new FallbackTokenizer(new WhitespaceTokenizer(), Unit.CHARACTERS, KNOWN);
    assertThat(tokenizer.tokenize("a dog zoé")).containsExactly("a", "dog", "z@@", "o@@", "é");
    assertThat(tokenizer.join(tokenizer.tokenize("a dog zoé"))).isEqualTo("a dog zoé");
    assertThat(tokenizer.required()).isEmpty();
  }

  @Test
  void unknownCharactersBecomeBytes() {
    FallbackTokenizer tokenizer = bytes(new WhitespaceTokenizer());
    assertThat(tokenizer.tokenize("zé a")).containsExactly("z@@", "<0xC3>@@", "<0xA9>", "a");
    assertThat(tokenizer.tokenize("éa")).containsExactly("<0xC3>@@", "<0xA9>@@", "a");
    String text = "日本 😀 zebra";
    assertThat(tokenizer.join(tokenizer.tokenize(text))).isEqualTo(text);
  }

  @Test
  void withTheRequiredTokensNothingIsUnknown() {
    FallbackTokenizer tokenizer = bytes(new WordTokenizer());
    Vocabulary vocabulary =
        Vocabulary.fromCounts(Map.of("a", 1, "dog", 1, "z@@", 1), 1, 1000, tokenizer.required());
    TextCodec codec = new TextCodec(tokenizer, vocabulary.strict());
    String text = "Ein \u0000 Äffchen, 日本 \uDBFF\uDFFF\u07ff\u0800!";
    assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
    assertThat(tokenizer.required()).hasSameSizeAs(new HashSet<>(tokenizer.required()));
  }

  @Test
  void unknownSubwordsAreSpelledWhereTheyStand() {
    BpeMerges merges = new BpeMerges(List.of(new Merge("a", "p"), new Merge("l", "e</w>")));
    FallbackTokenizer tokenizer = bytes(new BpeTokenizer(new WhitespaceTokenizer(), merges));
    assertThat(tokenizer.tokenize("aple")).containsExactly("ap@@", "<0x6C>@@", "<0x65>");
    assertThat(tokenizer.join(tokenizer.tokenize("aple a"))).isEqualTo("aple a");
  }

  @Test
  void charactersFallBackToBytesToo() {
    FallbackTokenizer tokenizer = bytes(new CharacterTokenizer());
    assertThat(tokenizer.tokenize("aé")).containsExactly("a", "<0xC3>@@", "<0xA9>");
    assertThat(tokenizer.join(tokenizer.tokenize("aéa"))).isEqualTo("aéa");
  }

  @Test
  void wordsThatLookLikePiecesComeBack() {
    for (Unit unit : Unit.values()) {
      FallbackTokenizer tokenizer =
          new FallbackTokenizer(
              new WhitespaceTokenizer(), unit, Set.of("z@@", "<0x41>", "dog", "z", "@", "<"));
      for (String text : new String[] {"z@@ dog", "<0x41> dog", "@@ dog", "y@@ <0xFF>"}) {
        assertThat(tokenizer.join(tokenizer.tokenize(text))).isEqualTo(text);
      }
    }
  }

  @Test
  void bytesThatAreNoUtf8AreReplaced() {
    assertThat(bytes(new WhitespaceTokenizer()).join(List.of("<0xC3>@@", "a")))
        .isEqualTo("\uFFFDa");
  }

  private static FallbackTokenizer bytes(Tokenizer tokenizer) {
    return new FallbackTokenizer(tokenizer, Unit.BYTES, KNOWN);
  }
}
