package org.attentionzoo.zoo.zips;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.BpeTokenizer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.Merge;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.text.WordTokenizer;

/** Small models with tokenizers of every kind. */
final class ToyTokenizers {

  private static final String TEXT = "Der der té!";
  private static final BpeMerges MERGES =
      new BpeMerges(List.of(new Merge("d", "e"), new Merge("de", "r</w>"), new Merge("D", "e")));

  private ToyTokenizers() {}

  static Map<String, Supplier<Toy>> all() {
    Map<String, Supplier<Toy>> toys = new LinkedHashMap<>();
    Tokenizer words = new WordTokenizer();
    Tokenizer bpe = new BpeTokenizer(words, MERGES);
    Set<String> known = Set.of("der", "D@@", "t@@");
    Map<String, Tokenizer> tokenizers = new LinkedHashMap<>();
    tokenizers.put("characters", new CharacterTokenizer());
    tokenizers.put("characters-and-symbols", new CharacterTokenizer(List.of("Der", "té")));
    tokenizers.put("words", words);
    tokenizers.put("whitespace", new WhitespaceTokenizer());
    tokenizers.put("bpe", bpe);
    tokenizers.put(
        "bpe-restricted",
        new BpeTokenizer(words, MERGES).restricted(Map.of("d@@", 9, "e@@", 9, "r", 9), 1));
    tokenizers.put(
        "fallback-to-characters",
        new FallbackTokenizer(bpe, FallbackTokenizer.Unit.CHARACTERS, known));
    tokenizers.put(
        "fallback-to-bytes", new FallbackTokenizer(words, FallbackTokenizer.Unit.BYTES, known));
    for (UnicodeForm form : UnicodeForm.values()) {
      tokenizers.put(
          "normalizing-" + form.name().toLowerCase(Locale.ROOT),
          new NormalizingTokenizer(bpe, form, form != UnicodeForm.NFC));
    }
    tokenizers.forEach((name, tokenizer) -> toys.put("tokenizer-" + name, () -> toy(tokenizer)));
    return toys;
  }

  /** Its vocabularies lack the last token of the text, and the target's is strict. */
  private static Toy toy(Tokenizer tokenizer) {
    List<String> tokens = List.copyOf(new LinkedHashSet<>(tokenizer.tokenize(TEXT)));
    Vocabulary source = Vocabulary.of(tokens.subList(0, tokens.size() - 1));
    Vocabulary target = Vocabulary.of(tokens).strict();
    ModelZip model =
        new ModelZip(
            Toys.recurrent()
                .embeddingSize(2)
                .units(2)
                .sourceVocabularySize(source.size())
                .targetVocabularySize(target.size())
                .build()
                .init(),
            source,
            target,
            ModelCard.builder("tokenizers").tokenizer(tokenizer.name()).build(),
            Optional.of(new Tokenizers(tokenizer, tokenizer)));
    return new Toy(model, TEXT, null);
  }
}
