package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.attentionzoo.zoo.batch.BatchStatistics;
import org.attentionzoo.zoo.corpus.EncodedCorpus;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.UnknownShare;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Trains in this process. */
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
  public List<Step> next(ComputationGraph network, ParallelFit workers) {
    List<MultiDataSet> together = nextBatches(workers);
    long begin = System.nanoTime();
    double[] losses = workers.fit(together);
    double seconds = (System.nanoTime() - begin) * 1e-9 / losses.length;
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      long tokens = together.get(i).getLabelsMaskArray(0).sumNumber().longValue();
      steps.add(new Step(losses[i], tokens, seconds));
    }
    return steps;
  }

  /** As many as are computed at once: parameters change between updates only. */
  private List<MultiDataSet> nextBatches(ParallelFit workers) {
    int most = Math.min(workers.workers(), workers.batchesLeft());
    List<MultiDataSet> together = new ArrayList<>();
    do {
      together.add(batches.next());
    } while (together.size() < most && batches.hasNext());
    return together;
  }

  @Override
  public void close() throws IOException {
    try (corpus) {
      batches.close();
    }
  }
}
