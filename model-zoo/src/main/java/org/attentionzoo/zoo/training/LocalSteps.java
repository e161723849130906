package org.attentionzoo.zoo.training;

import java.io.IOException;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.attentionzoo.zoo.batch.BatchStatistics;
import org.attentionzoo.zoo.corpus.EncodedCorpus;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.UnknownShare;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Trains in this process, a batch a step. */
final class LocalSteps implements TrainingSteps {

  private final EncodedCorpus corpus;
  private final BatchIterator batches;
  private final BatchStatistics statistics;

  /**
   * @param corpus closed with this
   * @param batches of the corpus
   */
  LocalSteps(EncodedCorpus corpus, BatchIterator batches) {
    this.corpus = corpus;
    this.batches = batches;
    this.statistics = batches.statistics(0);
  }

  EncodedCorpus corpus() {
    return corpus;
  }

  @Override
  public PairCounts counts() {
    return corpus.counts();
  }

  @Override
  public UnknownShare unknown() {
    return UnknownShare.of(corpus);
  }

  @Override
  public BatchStatistics statistics() {
    return statistics;
  }

  @Override
  public String options() {
    return "";
  }

  @Override
  public BatchPosition position() {
    return batches.position();
  }

  @Override
  public void seek(BatchPosition to) {
    batches.seek(to);
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public Step next(ComputationGraph network) {
    MultiDataSet batch = batches.next();
    long begin = System.nanoTime();
    network.fit(batch);
    double loss = network.score();
    long tokens = batch.getLabelsMaskArray(0).sumNumber().longValue();
    return new Step(loss, tokens, (System.nanoTime() - begin) * 1e-9);
  }

  @Override
  public void close() throws IOException {
    try (corpus) {
      batches.close();
    }
  }
}
