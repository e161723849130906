package org.attentionzoo.zoo.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.batch.BatchStatistics;
import org.attentionzoo.zoo.batch.PairVariation;
import org.attentionzoo.zoo.corpus.EncodedCorpus;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.PairEncoder;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.corpus.SentencePairs;
import org.attentionzoo.zoo.corpus.TextSplit;
import org.attentionzoo.zoo.corpus.UnknownShare;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.TextCodec;

/**
 * Everything that a training reads. The training text is encoded once into a file in the training's
 * folder, so that memory does not grow with it.
 */
public final class TrainingData implements Closeable {

  private final TextSplit text;
  private final TextCodec source;
  private final TextCodec target;
  private final PairFilter filter;
  private final TrainingSteps steps;
  private final String options;
  private final List<SentencePair> validation;
  private final PairCounts validationCounts;

  private TrainingData(
      Builder builder,
      TrainingSteps steps,
      List<SentencePair> validation,
      PairCounts validationCounts) {
    text = builder.text;
    source = builder.source;
    target = builder.target;
    filter = builder.filter;
    options =
        String.format(
            Locale.ROOT,
            "batches of %d %s, seed %d%s",
            builder.batchSize.amount(),
            builder.batchSize.unit().name().toLowerCase(Locale.ROOT),
            builder.seed,
            steps.options().isEmpty() ? "" : ", " + steps.options());
    this.steps = steps;
    this.validation = validation;
    this.validationCounts = validationCounts;
  }

  /**
   * Options for a text.
   *
   * @param source what the model will read
   * @param target what it will write
   */
  public static Builder builder(TextSplit text, TextCodec source, TextCodec target) {
    return new Builder(
        Arguments.given("text", text),
        Arguments.given("source", source),
        Arguments.given("target", target));
  }

  /** The most tokens of a sentence that a model can be trained with. */
  public static long longestSentence(ModelZip model) {
    try (GraphScorer scorer = new GraphScorer(Arguments.given("model", model).network())) {
      return Math.min(scorer.longestSource(), scorer.maxSteps() - 1);
    }
  }

  /**
   * The pairs to train with, as ids.
   *
   * @throws IllegalStateException if they lie {@linkplain Builder#steps elsewhere}
   */
  public EncodedCorpus corpus() {
    if (steps instanceof LocalSteps local) {
      return local.corpus();
    }
    throw new IllegalStateException("the pairs to train with are not in this process");
  }

  /** What became of the pairs of the training text. */
  public PairCounts counts() {
    return steps.counts();
  }

  /** Sizes of the first epoch. */
  public BatchStatistics statistics() {
    return steps.statistics();
  }

  /** Pairs to validate with, none with an empty side or too long. */
  public List<SentencePair> validation() {
    return validation;
  }

  /** The share of tokens that the vocabularies lack. */
  public UnknownShare unknown() {
    return steps.unknown();
  }

  /** What the model reads. */
  public TextCodec source() {
    return source;
  }

  /** What it writes. */
  public TextCodec target() {
    return target;
  }

  TextSplit text() {
    return text;
  }

  PairFilter filter() {
    return filter;
  }

  TrainingSteps steps() {
    return steps;
  }

  /** What else decides which batch comes when. */
  String options() {
    return options;
  }

  /** What else was read to validate with, in words; empty if nothing was. */
  public String leftOutOfValidation() {
    return leftOut(validationCounts, filter);
  }

  private static String leftOut(PairCounts counts, PairFilter lengths) {
    return counts.kept() == counts.read()
        ? ""
        : String.format(
            Locale.ROOT,
            "; left out: %,d with an empty side, %,d of more than %,d tokens or %,d characters",
            counts.empty(),
            counts.tooLong(),
            lengths.maxLength(),
            lengths.maxCharacters());
  }

  @Override
  public void close() throws IOException {
    steps.close();
  }

  /**
   * Options; the defaults are batches of 64 pairs in the order that seed 42 gives, of {@link
   * PairFilter#DEFAULT}.
   */
  public static final class Builder {

    private final TextSplit text;
    private final TextCodec source;
    private final TextCodec target;
    private PairFilter filter = PairFilter.DEFAULT;
    private BatchSize batchSize = BatchSize.sentences(64);
    private PairVariation variation = PairVariation.NONE;
    private long seed = 42;
    private TrainingSteps steps;

    private Builder(TextSplit text, TextCodec source, TextCodec target) {
      this.text = text;
      this.source = source;
      this.target = target;
    }

    /** Which pairs to train with; to validate with, those that are not too long for it. */
    public Builder filter(PairFilter filter) {
      this.filter = Arguments.given("filter", filter);
      return this;
    }

    /** When a batch is full. */
    public Builder batchSize(BatchSize batchSize) {
      this.batchSize = Arguments.given("batchSize", batchSize);
      return this;
    }

    /** What to make of each pair each time it is used; by default, nothing. */
    public Builder variation(PairVariation variation) {
      this.variation = Arguments.given("variation", variation);
      return this;
    }

    /** Of the order, and of what varies. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Has the steps made elsewhere, with this text, filter, batch size, variation and seed, which
     * are theirs to heed.
     *
     * @param steps closed with the data
     */
    public Builder steps(TrainingSteps steps) {
      this.steps = Arguments.given("steps", steps);
      return this;
    }

    /**
     * Reads the text, and encodes it unless a training has begun in the folder.
     *
     * @throws IOException if a file cannot be read, is wrong (says where) or has no usable pair
     */
    public TrainingData read(TrainingFolder folder) throws IOException {
      Path file = Arguments.given("folder", folder).corpus();
      PairFilter lengths =
          new PairFilter(filter.maxLength(), Double.POSITIVE_INFINITY, filter.maxCharacters());
      PairEncoder encoder = new PairEncoder(lengths, source, target);
      List<SentencePair> usable = new ArrayList<>();
      try (SentencePairs pairs = text.validation().open()) {
        for (SentencePair pair = pairs.next(); pair != null; pair = pairs.next()) {
          if (encoder.encode(pair).isPresent()) {
            usable.add(pair);
          }
        }
      }
      if (usable.isEmpty()) {
        throw new IOException(
            text.validation() + ": no pair to validate with" + leftOut(encoder.counts(), lengths));
      }
      return new TrainingData(this, steps == null ? local(file) : steps, usable, encoder.counts());
    }

    private TrainingSteps local(Path file) throws IOException {
      EncodedCorpus corpus =
          Files.exists(file)
              ? EncodedCorpus.open(file)
              : EncodedCorpus.encode(text.training(), source, target, filter, file);
      try {
        BatchIterator batches =
            BatchIterator.builder(corpus)
                .batchSize(batchSize)
                .variation(variation)
                .seed(seed)
                .build();
        return new LocalSteps(corpus, batches);
      } catch (RuntimeException e) {
        corpus.close();
        throw e;
      }
    }
  }
}
