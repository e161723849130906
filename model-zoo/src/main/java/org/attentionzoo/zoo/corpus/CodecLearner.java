package org.attentionzoo.zoo.corpus;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.Options;
import org.attentionzoo.zoo.text.BpeDropout;
import org.attentionzoo.zoo.text.BpeLearner;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.BpeTokenizer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.TokenUnit;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.text.WordTokenizer;

/**
 * Learns from a parallel text how to divide and number it: merges of byte-pair encoding and
 * vocabularies. Immutable; every option returns a changed copy.
 *
 * <pre>{@code
 * TextCodecs codecs = CodecLearner.standard().merges(4000).learn(text, PairFilter.DEFAULT);
 * }</pre>
 */
public final class CodecLearner extends Options<CodecLearner> {

  private static final long MIN_PAIR_FREQUENCY = 2; // subword-nmt's default

  private TokenUnit sourceUnit = TokenUnit.BPE;
  private TokenUnit targetUnit = TokenUnit.BPE;
  private int merges = 8000;

  /** Null to learn them. */
  private BpeMerges given;

  private boolean wordsOnWhitespace;
  private boolean lowerCase;
  private UnicodeForm form = UnicodeForm.NFC;

  /** Null for whether both sides are byte-pair encoded. */
  private Boolean joint;

  private long minFrequency = 1;
  private int vocabularySize = 100_000;

  /** Null for none. */
  private FallbackTokenizer.Unit fallback;

  private boolean allPieces;

  private CodecLearner() {}

  /** 8000 merges of both languages together, and one vocabulary with all that occurs. */
  public static CodecLearner standard() {
    return new CodecLearner();
  }

  /** What a token is, on both sides; {@link TokenUnit#BPE} by default. */
  public CodecLearner unit(TokenUnit unit) {
    return sourceUnit(unit).targetUnit(unit);
  }

  /** What a source token is. */
  public CodecLearner sourceUnit(TokenUnit unit) {
    return with(o -> o.sourceUnit = unit);
  }

  /** What a target token is. */
  public CodecLearner targetUnit(TokenUnit unit) {
    return with(o -> o.targetUnit = unit);
  }

  /** Merges to learn at most, at least 1; 8000 by default. */
  public CodecLearner merges(int merges) {
    return with(o -> o.merges = merges);
  }

  /** Merges to take instead of learning some, on each side that has them. */
  public CodecLearner merges(BpeMerges given) {
    Arguments.given("merges", given);
    return with(o -> o.given = given);
  }

  /** Whether the words of byte-pair encoding are what white space separates; not by default. */
  public CodecLearner wordsOnWhitespace(boolean wordsOnWhitespace) {
    return with(o -> o.wordsOnWhitespace = wordsOnWhitespace);
  }

  /** Whether all text is lower-cased first; not by default. */
  public CodecLearner lowerCase(boolean lowerCase) {
    return with(o -> o.lowerCase = lowerCase);
  }

  /** Unicode normalization of all text first; NFC by default. */
  public CodecLearner unicode(UnicodeForm form) {
    return with(o -> o.form = form);
  }

  /**
   * Whether there is one vocabulary, and one set of merges, for both languages; by default where
   * both are byte-pair encoded.
   */
  public CodecLearner joint(boolean joint) {
    return with(o -> o.joint = joint);
  }

  /** A token that occurs less often is left out; 1 by default. */
  public CodecLearner minFrequency(long minFrequency) {
    return with(o -> o.minFrequency = minFrequency);
  }

  /** Largest size of a vocabulary; the most frequent tokens stay; 100,000 by default. */
  public CodecLearner vocabularySize(int vocabularySize) {
    return with(o -> o.vocabularySize = vocabularySize);
  }

  /** Spells tokens that the vocabulary lacks, see {@link FallbackTokenizer}; not by default. */
  public CodecLearner fallback(FallbackTokenizer.Unit fallback) {
    Arguments.given("fallback", fallback);
    return with(o -> o.fallback = fallback);
  }

  /**
   * Whether the vocabularies have the pieces, too, that only {@link BpeDropout} makes; not by
   * default.
   */
  public CodecLearner allPieces(boolean allPieces) {
    return with(o -> o.allPieces = allPieces);
  }

  /** Whether there is one vocabulary for both languages. */
  public boolean isJoint() {
    return joint == null ? sourceUnit == TokenUnit.BPE && targetUnit == TokenUnit.BPE : joint;
  }

  /** The smallest {@link #vocabularySize} with this fallback. */
  public int smallestVocabulary() {
    return Vocabulary.SPECIAL_TOKENS.size() + 1 + required().size();
  }

  @Override
  public void checkOptions() {
    Arguments.given("source unit", sourceUnit);
    Arguments.given("target unit", targetUnit);
    Arguments.given("unicode", form);
    Arguments.within("merges", merges, 1, Integer.MAX_VALUE);
    Arguments.within("minFrequency", minFrequency, 1, Long.MAX_VALUE);
    Arguments.within("vocabularySize", vocabularySize, smallestVocabulary(), Integer.MAX_VALUE);
    if (isJoint() && sourceUnit != targetUnit) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a joint vocabulary needs one unit, but there are %s and %s",
              sourceUnit,
              targetUnit));
    }
  }

  /**
   * Reads the text, up to three times.
   *
   * @param filter which pairs count
   * @return with a joint vocabulary, the same codec twice
   * @throws IOException if the text cannot be read, or has nothing to learn merges from; says where
   * @throws IllegalArgumentException if an option is out of its range
   */
  public TextCodecs learn(ParallelText text, PairFilter filter) throws IOException {
    Arguments.given("text", text);
    Arguments.given("filter", filter);
    return learn(tokenizers -> TokenCounts.of(text, tokenizers, filter), text.toString());
  }

  /** Counts the tokens of a text, wherever that lies. */
  @FunctionalInterface
  public interface Counter {

    /**
     * Reads the text once.
     *
     * @throws IOException if it cannot be read or is wrong; says where
     */
    TokenCounts count(Tokenizers tokenizers) throws IOException;
  }

  /**
   * Has a text counted, up to three times.
   *
   * @param name what messages call it
   * @return with a joint vocabulary, the same codec twice
   * @throws IOException if the text cannot be read, or has nothing to learn merges from; says where
   * @throws IllegalArgumentException if an option is out of its range
   */
  public TextCodecs learn(Counter text, String name) throws IOException {
    Arguments.given("text", text);
    Arguments.given("name", name);
    checkOptions();
    Tokenizers words =
        new Tokenizers(normalizing(words(sourceUnit)), normalizing(words(targetUnit)));
    boolean learns = given == null && (sourceUnit == TokenUnit.BPE || targetUnit == TokenUnit.BPE);
    TokenCounts wordCounts = learns || allPieces ? text.count(words) : null;
    if (wordCounts != null && (wordCounts.source().isEmpty() || wordCounts.target().isEmpty())) {
      throw new IOException(name + ": no pair that counts has words on both sides");
    }
    Tokenizers tokenizers = withPieces(words, learns ? wordCounts : null);
    TokenCounts counts = text.count(tokenizers);
    if (fallback != null) {
      counts = text.count(spelling(tokenizers, counts));
    }
    return codecs(tokenizers, counts, allPieces ? wordCounts : new TokenCounts(Map.of(), Map.of()));
  }

  /** Spells what is too rare, to count the characters that this takes. */
  private Tokenizers spelling(Tokenizers tokenizers, TokenCounts counts) {
    return new Tokenizers(
        spelling(tokenizers.source(), isJoint() ? counts.joint() : counts.source()),
        spelling(tokenizers.target(), isJoint() ? counts.joint() : counts.target()));
  }

  private Tokenizer spelling(Tokenizer tokenizer, Map<String, Long> counts) {
    return new FallbackTokenizer(
        tokenizer, FallbackTokenizer.Unit.CHARACTERS, vocabulary(counts).tokens());
  }

  /**
   * Byte-pair encoding where it is wanted.
   *
   * @param counts of words; null where no merges are learnt
   */
  private Tokenizers withPieces(Tokenizers words, TokenCounts counts) {
    if (isJoint() && sourceUnit == TokenUnit.BPE) {
      Tokenizer both = bpe(counts == null ? null : counts.joint());
      return new Tokenizers(both, both);
    }
    return new Tokenizers(
        sourceUnit == TokenUnit.BPE ? bpe(counts == null ? null : counts.source()) : words.source(),
        targetUnit == TokenUnit.BPE
            ? bpe(counts == null ? null : counts.target())
            : words.target());
  }

  /**
   * The tokenizers with vocabularies.
   *
   * @param words that will be cut into other pieces than usual
   */
  private TextCodecs codecs(Tokenizers tokenizers, TokenCounts counts, TokenCounts words) {
    if (isJoint()) {
      TextCodec codec = codec(tokenizers.source(), counts.joint(), words.joint());
      return new TextCodecs(codec, codec);
    }
    return new TextCodecs(
        codec(tokenizers.source(), counts.source(), words.source()),
        codec(tokenizers.target(), counts.target(), words.target()));
  }

  private TextCodec codec(Tokenizer tokenizer, Map<String, Long> counts, Map<String, Long> words) {
    Map<String, Long> all = new HashMap<>(counts);
    tokenizer.bpeMerges().ifPresent(merges -> addOtherPieces(BpeDropout.count(words, merges), all));
    Vocabulary vocabulary = vocabulary(all);
    return new TextCodec(
        fallback == null
            ? tokenizer
            : new FallbackTokenizer(tokenizer, fallback, vocabulary.tokens()),
        vocabulary);
  }

  /** As rare as may be, so that they take no place from a token that is more frequent. */
  private void addOtherPieces(Map<String, Long> possible, Map<String, Long> counts) {
    possible.forEach(
        (piece, count) -> {
          if (count >= minFrequency) {
            counts.putIfAbsent(piece, minFrequency);
          }
        });
  }

  private Vocabulary vocabulary(Map<String, Long> counts) {
    return Vocabulary.fromCounts(counts, minFrequency, vocabularySize, required());
  }

  /** Tokens that there are whatever their counts. */
  private List<String> required() {
    return fallback == null ? List.of() : FallbackTokenizer.required(fallback);
  }

  private Tokenizer bpe(Map<String, Long> wordCounts) {
    BpeMerges learned =
        given != null ? given : BpeLearner.learn(wordCounts, merges, MIN_PAIR_FREQUENCY);
    return normalizing(new BpeTokenizer(words(TokenUnit.BPE), learned));
  }

  private Tokenizer words(TokenUnit of) {
    return switch (of) {
      case BPE -> wordsOnWhitespace ? new WhitespaceTokenizer() : new WordTokenizer();
      case WORD -> new WordTokenizer();
      case WHITESPACE -> new WhitespaceTokenizer();
      case CHARACTER -> new CharacterTokenizer();
    };
  }

  private Tokenizer normalizing(Tokenizer tokenizer) {
    return new NormalizingTokenizer(tokenizer, form, lowerCase);
  }
}
