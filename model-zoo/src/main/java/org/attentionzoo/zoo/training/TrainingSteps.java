package org.attentionzoo.zoo.training;

import java.io.Closeable;
import java.util.List;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.attentionzoo.zoo.batch.BatchStatistics;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.UnknownShare;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Batches and what trains with them: {@code fit} in this process, or other machines. A training
 * asks for one step after another; all that decides what comes next is {@link #position()}.
 */
public interface TrainingSteps extends Closeable {

  /**
   * What a step was like.
   *
   * @param loss mean of a target token, in nats
   * @param tokens target tokens
   * @param seconds of the updates
   */
  record Step(double loss, long tokens, double seconds) {}

  /** What became of the pairs of the training text. */
  PairCounts counts();

  /** The share of tokens that the vocabularies lack. */
  UnknownShare unknown();

  /** Sizes of the first epoch; its batches are those that come one after another. */
  BatchStatistics statistics();

  /** What decides which batch comes when, beside the text and its encoding, in words. */
  String options();

  /** The place of the next step's first batch. */
  BatchPosition position();

  /** Goes to any place, such as the one where a training stopped. */
  void seek(BatchPosition to);

  /** Whether something is left in this epoch. */
  boolean hasNext();

  /**
   * Trains on from {@link #position()} and moves it. The network has seen as many iterations more
   * as the position has moved, and is in the same epoch.
   *
   * @param network in training, with its {@link AccumulatingUpdater}
   * @param workers of this network, for who computes in this process
   * @return what was computed at once, in the order of the batches
   */
  List<Step> next(ComputationGraph network, ParallelFit workers);
}
