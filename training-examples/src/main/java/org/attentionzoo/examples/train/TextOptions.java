package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.TokenCounts;
import org.attentionzoo.zoo.text.BpeDropout;
import org.attentionzoo.zoo.text.BpeLearner;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.BpeTokenizer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.text.WordTokenizer;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How text becomes tokens, and which tokens the model knows. */
final class TextOptions {

  private static final long MIN_PAIR_FREQUENCY = 2; // subword-nmt's default

  /** What a token is. */
  enum Unit {
    BPE,
    WORD,
    WHITESPACE,
    CHARACTER;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--tokenizer",
      paramLabel = "UNIT",
      defaultValue = "bpe",
      description = {
        "What a token is: bpe (pieces of words, learnt from the training text), word, whitespace"
            + " (the text is tokenised already), character (default: ${DEFAULT-VALUE})."
      })
  private Unit unit;

  @Option(
      names = "--target-tokenizer",
      paramLabel = "UNIT",
      description = "What a target token is, where it is something else (default: as --tokenizer).")
  private Unit targetUnit;

  @Option(
      names = "--merges",
      paramLabel = "N",
      description = "bpe: merges to learn (default: 8000).")
  private Integer merges;

  @Option(
      names = "--bpe-codes",
      paramLabel = "FILE",
      description =
          "bpe: take the merges from a code file of subword-nmt or fastBPE, not learn them.")
  private Path codes;

  @Option(
      names = "--bpe-on-whitespace",
      description = "bpe: words are what white space separates (the text is tokenised already).")
  private boolean onWhitespace;

  @Option(
      names = "--lower-case",
      description = "Lower-case all text first; translations are in lower case, too.")
  private boolean lowerCase;

  @Option(
      names = "--unicode",
      paramLabel = "FORM",
      defaultValue = "nfc",
      description =
          "Unicode normalization of all text first: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private UnicodeForm form;

  @Option(
      names = "--joint-vocabulary",
      negatable = true,
      description =
          "One vocabulary (and one set of merges) for both languages (default: yes for bpe, else"
              + " no).")
  private Boolean joint;

  @Option(
      names = "--min-frequency",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Leave out tokens that occur less often in the training text (default:"
              + " ${DEFAULT-VALUE}).")
  private long minFrequency;

  @Option(
      names = "--vocabulary-size",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Largest size of a vocabulary; the most frequent tokens stay (default:"
              + " ${DEFAULT-VALUE}).")
  private int vocabularySize;

  @Option(
      names = "--fallback",
      paramLabel = "UNIT",
      description =
          "Spell tokens that the vocabulary lacks: as characters, or as bytes where it lacks the"
              + " character, too; then nothing is unknown (default: they are unknown).")
  private FallbackTokenizer.Unit fallback;

  /** Source and target from text to ids. */
  record Codecs(TextCodec source, TextCodec target, boolean joint) {}

  boolean joint() {
    return joint == null ? unit == Unit.BPE && targetUnit() == Unit.BPE : joint;
  }

  /** From now on a vocabulary for each side, unless the options say otherwise. */
  void separate() {
    if (joint == null) {
      joint = false;
    }
  }

  long minFrequency() {
    return minFrequency;
  }

  private Unit targetUnit() {
    return targetUnit == null ? unit : targetUnit;
  }

  /** Refuses options that another tokenizer has. */
  void check(ParseResult parsed) {
    for (String option :
        new String[] {"--merges", "--bpe-codes", "--bpe-on-whitespace", "--bpe-dropout"}) {
      if (unit != Unit.BPE && targetUnit() != Unit.BPE && parsed.hasMatchedOption(option)) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            option + " has no meaning for --tokenizer " + unit + ", only for bpe");
      }
    }
    if (merges != null && codes != null) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          "--merges and --bpe-codes exclude each other: merges are learnt or taken from a file");
    }
    if (joint() && unit != targetUnit()) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          "--joint-vocabulary needs one tokenizer, but there are " + unit + " and " + targetUnit);
    }
    require(merges == null || merges >= 1, "--merges", merges, "at least 1");
    require(minFrequency >= 1, "--min-frequency", minFrequency, "at least 1");
    int smallest = 5 + required().size();
    require(
        vocabularySize >= smallest, "--vocabulary-size", vocabularySize, "at least " + smallest);
  }

  /**
   * Reads what the options name, so that a wrong file is known before any text is read.
   *
   * @throws IOException if the code file cannot be read
   */
  void checkFiles() throws IOException {
    if (codes != null) {
      BpeMerges.read(codes);
    }
  }

  /**
   * Learns from the training text.
   *
   * @param filter which pairs count
   * @param cutsAnew whether words will be cut into other pieces than usual
   * @throws IOException if the text or the code file cannot be read
   */
  Codecs learn(ParallelText text, PairFilter filter, boolean cutsAnew) throws IOException {
    Tokenizers words = new Tokenizers(normalizing(words(unit)), normalizing(words(targetUnit())));
    boolean learns = codes == null && (unit == Unit.BPE || targetUnit() == Unit.BPE);
    TokenCounts wordCounts = learns || cutsAnew ? TokenCounts.of(text, words, filter) : null;
    if (wordCounts != null && (wordCounts.source().isEmpty() || wordCounts.target().isEmpty())) {
      throw new IOException(text + ": no pair that counts has words on both sides");
    }
    Tokenizers tokenizers = withPieces(words, learns ? wordCounts : null);
    TokenCounts counts = TokenCounts.of(text, tokenizers, filter);
    if (fallback != null) {
      counts = TokenCounts.of(text, spelling(tokenizers, counts), filter);
    }
    return codecs(tokenizers, counts, cutsAnew ? wordCounts : new TokenCounts(Map.of(), Map.of()));
  }

  /** Spells what is too rare, to count the characters that this takes. */
  private Tokenizers spelling(Tokenizers tokenizers, TokenCounts counts) {
    return new Tokenizers(
        spelling(tokenizers.source(), joint() ? counts.joint() : counts.source()),
        spelling(tokenizers.target(), joint() ? counts.joint() : counts.target()));
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
  private Tokenizers withPieces(Tokenizers words, TokenCounts counts) throws IOException {
    if (joint() && unit == Unit.BPE) {
      Tokenizer both = bpe(counts == null ? null : counts.joint());
      return new Tokenizers(both, both);
    }
    return new Tokenizers(
        unit == Unit.BPE ? bpe(counts == null ? null : counts.source()) : words.source(),
        targetUnit() == Unit.BPE ? bpe(counts == null ? null : counts.target()) : words.target());
  }

  /**
   * The tokenizers with vocabularies.
   *
   * @param words that will be cut into other pieces than usual
   */
  private Codecs codecs(Tokenizers tokenizers, TokenCounts counts, TokenCounts words) {
    if (joint()) {
      TextCodec codec = codec(tokenizers.source(), counts.joint(), words.joint());
      return new Codecs(codec, codec, true);
    }
    return new Codecs(
        codec(tokenizers.source(), counts.source(), words.source()),
        codec(tokenizers.target(), counts.target(), words.target()),
        false);
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

  /** Byte-pair encoding with merges from the file, or learnt from word counts. */
  private Tokenizer bpe(Map<String, Long> wordCounts) throws IOException {
    BpeMerges learned =
        codes != null
            ? BpeMerges.read(codes)
            : BpeLearner.learn(wordCounts, merges == null ? 8000 : merges, MIN_PAIR_FREQUENCY);
    return normalizing(new BpeTokenizer(words(Unit.BPE), learned));
  }

  private Tokenizer words(Unit of) {
    return switch (of) {
      case BPE -> onWhitespace ? new WhitespaceTokenizer() : new WordTokenizer();
      case WORD -> new WordTokenizer();
      case WHITESPACE -> new WhitespaceTokenizer();
      case CHARACTER -> new CharacterTokenizer();
    };
  }

  private Tokenizer normalizing(Tokenizer tokenizer) {
    return new NormalizingTokenizer(tokenizer, form, lowerCase);
  }
}
