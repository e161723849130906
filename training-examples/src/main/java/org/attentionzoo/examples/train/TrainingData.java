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
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.corpus.SentencePairs;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * Everything that a training reads. The training text is encoded once into a file, so that memory
 * does not grow with it.
 *
 * @param codecs from text to ids
 * @param corpus the encoded training text
 * @param batches of it
 * @param statistics of the first epoch
 * @param validation pairs to validate with, none with an empty side
 */
record TrainingData(
    TextOptions.Codecs codecs,
    EncodedCorpus corpus,
    CorpusIterator batches,
    BatchStatistics statistics,
    List<SentencePair> validation)
    implements Closeable {

  /**
   * Reads the files.
   *
   * @param known the model whose tokenizers and vocabularies to use; null to learn them
   * @param file gets the encoded text; one that is there is used again
   * @throws IOException if a file cannot be read, is wrong (says where) or has no usable pair
   */
  static TrainingData read(
      DataOptions options, TextOptions text, ModelZip known, Path file, long seed)
      throws IOException {
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
            ? text.learn(training, options.filter())
            : new TextOptions.Codecs(known.sourceCodec(), known.targetCodec(), text.joint());
    List<SentencePair> usable = new ArrayList<>();
    for (SentencePair pair : validation.readAll()) {
      if (codecs.source().encode(pair.source()).length > 0 && !pair.target().isBlank()) {
        usable.add(pair);
      }
    }
    if (usable.isEmpty()) {
      throw new IOException(validation + ": no pair to validate with, all have an empty side");
    }
    EncodedCorpus corpus =
        Files.exists(file)
            ? EncodedCorpus.open(file)
            : EncodedCorpus.encode(
                training, codecs.source(), codecs.target(), options.filter(), file);
    CorpusIterator batches =
        CorpusIterator.builder(corpus).batchSize(options.batchSize()).seed(seed).build();
    return new TrainingData(codecs, corpus, batches, batches.statistics(0), usable);
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
        "%s. %,d batches an epoch, %.1f %% of them padding; %,d pairs to validate with",
        corpus.counts(),
        statistics.batches(),
        100 * statistics.paddingShare(),
        validation.size());
  }

  @Override
  public void close() throws IOException {
    batches.close();
    corpus.close();
  }
}
