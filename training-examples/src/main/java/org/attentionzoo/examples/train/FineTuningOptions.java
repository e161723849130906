package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.TokenCounts;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.finetuning.FineTuningBuilder;
import org.attentionzoo.zoo.finetuning.NewRows;
import org.attentionzoo.zoo.finetuning.VocabularyChange;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.Tokenizers;
import picocli.CommandLine.Option;

/** What becomes of a saved model before it is trained further. */
final class FineTuningOptions {

  private static final String ALL = "all";

  /** Whose vocabulary changes. */
  enum Which {
    SOURCE,
    TARGET,
    BOTH;

    boolean hasSource() {
      return this != TARGET;
    }

    boolean hasTarget() {
      return this != SOURCE;
    }

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What new tokens begin with. */
  enum Rows {
    PIECES(NewRows.FROM_PIECES),
    FRESH(NewRows.FRESH);

    private final NewRows rows;

    Rows(NewRows rows) {
      this.rows = rows;
    }

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--freeze",
      paramLabel = "PART",
      split = ",",
      description =
          "--from: keep the parameters of these parts: encoder, decoder, embeddings, or names of"
              + " vertices, such as decoder0,output.")
  private List<String> frozen = List.of();

  @Option(
      names = "--freeze-all-but-last",
      paramLabel = "N",
      description = "--from: train the last N layers, the last norm and the output only.")
  private Integer lastLayers;

  @Option(
      names = "--unfreeze",
      paramLabel = "PART",
      split = ",",
      description = "--from: train parts that are frozen in the model, or all.")
  private List<String> unfrozen = List.of();

  @Option(
      names = "--grow-vocabulary",
      paramLabel = "SIDE",
      description =
          "--from: add the tokens of the training text that the vocabulary lacks; SIDE is source,"
              + " target or both. --min-frequency leaves out rare ones.")
  private Which grow;

  @Option(
      names = "--shrink-vocabulary",
      paramLabel = "SIDE",
      description = "--from: leave out tokens that the training text does not have.")
  private Which shrink;

  @Option(
      names = "--retokenize",
      paramLabel = "SIDE",
      description =
          "--from: learn tokenizer and vocabulary anew, with --tokenizer, --merges and so on; tokens"
              + " that were there before keep their vectors.")
  private Which retokenize;

  @Option(
      names = "--new-language",
      paramLabel = "SIDE",
      description = "--from: the same for another language; no token keeps its vector.")
  private Which newLanguage;

  @Option(
      names = "--new-rows",
      paramLabel = "HOW",
      description =
          "What the vectors of new tokens begin with: pieces (the mean of the pieces that the old"
              + " tokenizer cuts them into), or fresh (random) (default: pieces; --new-language"
              + " fresh).")
  private Rows newRows;

  @Option(
      names = "--l1",
      paramLabel = "C",
      description = "--from: penalty C * sum of |w| of all weights, 0 for none.")
  private Double l1;

  @Option(
      names = "--l2",
      paramLabel = "C",
      description = "--from: penalty C/2 * sum of w^2 of all weights, 0 for none.")
  private Double l2;

  @Option(
      names = "--weight-decay",
      paramLabel = "C",
      description = "--from: decay of all weights, times the learning rate, 0 for none.")
  private Double weightDecay;

  /** Whether a tokenizer is learnt from the text, and with it a vocabulary. */
  boolean learns() {
    return retokenize != null || newLanguage != null;
  }

  /** Whether tokens are counted. */
  boolean counts() {
    return grow != null;
  }

  /**
   * @throws IllegalArgumentException if options exclude each other or a value is out of its range;
   *     names options and values
   */
  void check() {
    long changes = Stream.of(grow, shrink, retokenize, newLanguage).filter(s -> s != null).count();
    if (changes > 1) {
      throw new IllegalArgumentException(
          "only one of --grow-vocabulary, --shrink-vocabulary, --retokenize and --new-language can"
              + " be given");
    }
    if (newRows != null && (changes == 0 || shrink != null)) {
      throw new IllegalArgumentException(
          "--new-rows has no meaning without --grow-vocabulary, --retokenize or --new-language");
    }
    if (l2 != null && weightDecay != null && l2 > 0 && weightDecay > 0) {
      throw new IllegalArgumentException("--l2 and --weight-decay exclude each other");
    }
    require(
        lastLayers == null || lastLayers >= 0, "--freeze-all-but-last", lastLayers, "0 or more");
    requireCoefficient("--l1", l1);
    requireCoefficient("--l2", l2);
    requireCoefficient("--weight-decay", weightDecay);
  }

  private static void requireCoefficient(String option, Double value) {
    require(
        value == null || (value >= 0 && value < Double.POSITIVE_INFINITY),
        option,
        value,
        "0 or more");
  }

  /**
   * Begins with a model: everything but the vocabularies.
   *
   * @throws IllegalArgumentException if the model has no such part; names the option
   */
  FineTuningBuilder begin(ModelZip from) {
    FineTuningBuilder tuning = FineTuning.from(from);
    if (unfrozen.contains(ALL)) {
      tuning.unfreezeAll();
    }
    named(
        "--unfreeze",
        () -> unfrozen.stream().filter(p -> !p.equals(ALL)).forEach(tuning::unfreeze));
    named("--freeze", () -> frozen.forEach(tuning::freeze));
    if (lastLayers != null) {
      named("--freeze-all-but-last", () -> tuning.freezeAllButTheLast(lastLayers));
    }
    if (l1 != null) {
      tuning.l1(l1);
    }
    if (l2 != null) {
      tuning.l2(l2);
    }
    if (weightDecay != null) {
      tuning.weightDecay(weightDecay);
    }
    return tuning;
  }

  private static void named(String option, Runnable change) {
    try {
      change.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }

  /**
   * Changes the vocabularies as the training text wants it.
   *
   * @param text how tokenizers are learnt
   * @param cutsAnew whether words will be cut into other pieces than usual
   * @throws IOException if the text cannot be read
   */
  void changeVocabularies(
      FineTuningBuilder tuning,
      ParallelText training,
      PairFilter filter,
      TextOptions text,
      boolean cutsAnew)
      throws IOException {
    if (grow != null) {
      Tokenizers whole =
          new Tokenizers(
              tuning.sourceCodec().tokenizer().whole(), tuning.targetCodec().tokenizer().whole());
      TokenCounts counts = counts(training, whole, filter, grow, tuning);
      change(
          tuning,
          grow,
          rows(VocabularyChange.grow(counts.source(), text.minFrequency())),
          rows(VocabularyChange.grow(counts.target(), text.minFrequency())));
    } else if (shrink != null) {
      Tokenizers present =
          new Tokenizers(tuning.sourceCodec().tokenizer(), tuning.targetCodec().tokenizer());
      TokenCounts counts = counts(training, present, filter, shrink, tuning);
      change(
          tuning,
          shrink,
          VocabularyChange.shrink(counts.source().keySet()),
          VocabularyChange.shrink(counts.target().keySet()));
    } else if (learns()) {
      Which which = retokenize == null ? newLanguage : retokenize;
      if (which != Which.BOTH) {
        text.separate();
      }
      TextCodecs codecs = text.learner(cutsAnew).learn(training, filter);
      change(
          tuning,
          which,
          rows(
              retokenize != null
                  ? VocabularyChange.retokenize(codecs.source())
                  : VocabularyChange.newLanguage(codecs.source())),
          rows(
              retokenize != null
                  ? VocabularyChange.retokenize(codecs.target())
                  : VocabularyChange.newLanguage(codecs.target())));
    }
  }

  /** Of both sides together where they share a table. */
  private static TokenCounts counts(
      ParallelText training,
      Tokenizers tokenizers,
      PairFilter filter,
      Which which,
      FineTuningBuilder tuning)
      throws IOException {
    TokenCounts counts = TokenCounts.of(training, tokenizers, filter);
    return which == Which.BOTH && tuning.sharesTable()
        ? new TokenCounts(counts.joint(), counts.joint())
        : counts;
  }

  private VocabularyChange rows(VocabularyChange change) {
    return newRows == null ? change : change.newRows(newRows.rows);
  }

  private static void change(
      FineTuningBuilder tuning, Which which, VocabularyChange source, VocabularyChange target) {
    if (which.hasSource()) {
      tuning.source(source);
    }
    if (which.hasTarget()) {
      tuning.target(target);
    }
  }
}
