package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.io.IOException;
import java.nio.file.Path;
import org.attentionzoo.zoo.corpus.CodecLearner;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.TokenUnit;
import org.attentionzoo.zoo.text.UnicodeForm;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How text becomes tokens, and which tokens the model knows. */
final class TextOptions {

  @Option(
      names = "--tokenizer",
      paramLabel = "UNIT",
      defaultValue = "bpe",
      description = {
        "What a token is: bpe (pieces of words, learnt from the training text), word, whitespace"
            + " (the text is tokenised already), character (default: ${DEFAULT-VALUE})."
      })
  private TokenUnit unit;

  @Option(
      names = "--target-tokenizer",
      paramLabel = "UNIT",
      description = "What a target token is, where it is something else (default: as --tokenizer).")
  private TokenUnit targetUnit;

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

  boolean joint() {
    return learner().isJoint();
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

  private TokenUnit targetUnit() {
    return targetUnit == null ? unit : targetUnit;
  }

  /** Refuses options that another tokenizer has. */
  void check(ParseResult parsed) {
    for (String option :
        new String[] {"--merges", "--bpe-codes", "--bpe-on-whitespace", "--bpe-dropout"}) {
      if (unit != TokenUnit.BPE
          && targetUnit() != TokenUnit.BPE
          && parsed.hasMatchedOption(option)) {
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
    int smallest = learner().smallestVocabulary();
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
   * Learns tokenizers and vocabularies as told.
   *
   * @param allPieces whether words will be cut into other pieces than usual
   * @throws IOException if the code file cannot be read
   */
  CodecLearner learner(boolean allPieces) throws IOException {
    CodecLearner learner = learner().allPieces(allPieces);
    if (merges != null) {
      learner = learner.merges(merges);
    }
    return codes == null ? learner : learner.merges(BpeMerges.read(codes));
  }

  private CodecLearner learner() {
    CodecLearner learner =
        CodecLearner.standard()
            .sourceUnit(unit)
            .targetUnit(targetUnit())
            .wordsOnWhitespace(onWhitespace)
            .lowerCase(lowerCase)
            .unicode(form)
            .minFrequency(minFrequency)
            .vocabularySize(vocabularySize);
    if (joint != null) {
      learner = learner.joint(joint);
    }
    return fallback == null ? learner : learner.fallback(fallback);
  }
}
