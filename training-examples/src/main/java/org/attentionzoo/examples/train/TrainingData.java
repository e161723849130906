package org.attentionzoo.examples.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import org.attentionzoo.zoo.corpus.BatchStatistics;
import org.attentionzoo.zoo.corpus.CorpusIterator;
import org.attentionzoo.zoo.corpus.EncodedCorpus;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.PairEncoder;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.corpus.SentencePairs;
import org.attentionzoo.zoo.corpus.UnknownShare;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * Everything that a training reads. The training text is encoded once into a file, so that memory
 * does not grow with it.
 *
 * @param codecs from text to ids
 * @param corpus the encoded training text
 * @param batches of it
 * @param statistics of the first epoch
 * @param validation pairs to validate with, none with an empty side or too long
 * @param unused what else was read to validate with, in words; empty if there was none
 * @param unknown of the training text, to the vocabularies
 */
record TrainingData(
    TextOptions.Codecs codecs,
    EncodedCorpus corpus,
    CorpusIterator batches,
    BatchStatistics statistics,
    List<SentencePair> validation,
    String unused,
    UnknownShare unknown)
    implements Closeable {

  /**
   * Reads the files.
   *
   * @param variation what to make of the training pairs
   * @param model the model to be made, where none is known
   * @param known the model whose tokenizers and vocabularies to use; null to learn them
   * @param file gets the encoded text; one that is there is used again
   * @throws IOException if a file cannot be read, is wrong (says where) or has no usable pair
   */
  static TrainingData read(
      DataOptions options,
      TextOptions text,
      VariationOptions variation,
      ModelOptions model,
      ModelZip known,
      Path file,
      long seed)
      throws IOException {
    long longest = known == null ? model.longestSentence() : longestSentence(known);
    PairFilter filter = options.filter(longest);
    ParallelText training = options.training();
    ParallelText validation;
    if (options.hasValidation()) {
      validation = options.validation();
    } else {
      LongPredicate aside = options.setAside(count(training));
      validation = training.lines(aside);
      training = training.lines(aside.negate());
    }
    TextOptions.Codecs codecs =
        known == null
            ? text.learn(training, filter, variation.cutsAnew())
            : new TextOptions.Codecs(known.sourceCodec(), known.targetCodec(), text.joint());
    PairFilter lengths = options.validationFilter(longest);
    PairEncoder encoder = new PairEncoder(lengths, codecs.source(), codecs.target());
    List<SentencePair> usable = new ArrayList<>();
    try (SentencePairs pairs = validation.open()) {
      for (SentencePair pair = pairs.next(); pair != null; pair = pairs.next()) {
        if (encoder.encode(pair).isPresent()) {
          usable.add(pair);
        }
      }
    }
    String unused = unused(encoder.counts(), lengths);
    if (usable.isEmpty()) {
      throw new IOException(validation + ": no pair to validate with" + unused);
    }
    EncodedCorpus corpus =
        Files.exists(file)
            ? EncodedCorpus.open(file)
            : EncodedCorpus.encode(training, codecs.source(), codecs.target(), filter, file);
    CorpusIterator batches =
        CorpusIterator.builder(corpus)
            .batchSize(options.batchSize())
            .variation(variation.variation(codecs, filter.maxLength()))
            .seed(seed)
            .build();
    return new TrainingData(
        codecs, corpus, batches, batches.statistics(0), usable, unused, UnknownShare.of(corpus));
  }

  private static long longestSentence(ModelZip known) {
    GraphScorer scorer = new GraphScorer(known.network());
    return Math.min(scorer.longestSource(), scorer.maxSteps() - 1);
  }

  private static String unused(PairCounts counts, PairFilter lengths) {
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

  private static long count(ParallelText text) throws IOException {
    long count = 0;
    try (SentencePairs pairs = text.open()) {
      while (pairs.next() != null) {
        count++;
      }
    }
    return count;
  }

  /** What was read and what was left out, for people. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%s. %,d batches an epoch, %.1f %% of them padding. %,d pairs to validate with%s. %s",
        corpus.counts(),
        statistics.batches(),
        100 * statistics.paddingShare(),
        validation.size(),
        unused,
        UnknownWarning.shares(unknown));
  }

  @Override
  public void close() throws IOException {
    batches.close();
    corpus.close();
  }
}
