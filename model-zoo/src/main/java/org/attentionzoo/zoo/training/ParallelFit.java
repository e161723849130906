package org.attentionzoo.zoo.training;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.KernelShare;
import org.attentionzoo.zoo.training.Replica.Pass;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * {@code fit} of several batches at once, each on a thread of its own: data parallelism on one
 * machine. The batches are those of one update of the network's {@link AccumulatingUpdater}:
 *
 * <pre>
 * each worker: g_i of batch i, with the network's own parameters        at the same time
 * g ← Σ tokens_i · g_i / Σ tokens_i                                     in the order of the batches
 * one update with g
 * </pre>
 *
 * <p>So it is only faster: parameters, state of the updater and losses are, bit for bit, those of
 * {@code network.fit} with one batch after the other and as many threads in each kernel. There is
 * one set of parameters and of updater state; each worker more than one takes memory for a gradient
 * and for activations.
 *
 * <p>Threads: from the first {@code fit} to {@link #close} the kernels' threads are shared out
 * among the workers, for the whole program: all together run on no more threads than one network
 * did ({@link KernelShare}). Not for use by several threads at once.
 */
public final class ParallelFit implements Closeable {

  /** As many as kernels may have threads. */
  static final int MOST_WORKERS = 4096;

  private final ComputationGraph network;
  private final List<Replica> replicas = new ArrayList<>();
  private final WorkerThreads threads;
  private KernelShare share; // null while kernels have all threads

  /**
   * @param network initialised; its updater is to be an {@link AccumulatingUpdater}
   * @param workers batches that are computed at once, at least 1, which is {@code network.fit}
   * @throws IllegalArgumentException if there are fewer workers, or another updater
   */
  public ParallelFit(ComputationGraph network, int workers) {
    this.network = Arguments.given("network", network);
    Arguments.within("workers", workers, 1, MOST_WORKERS);
    updater();
    for (int i = 1; i < workers; i++) {
      replicas.add(new Replica(network));
    }
    threads = new WorkerThreads(replicas.size());
  }

  /** Batches that are computed at once. */
  public int workers() {
    return replicas.size() + 1;
  }

  /** How many more batches the present update takes. */
  public int batchesLeft() {
    int batches = updater().batches();
    return batches - network.getIterationCount() % batches;
  }

  private AccumulatingUpdater updater() {
    if (network.getUpdater() instanceof AccumulatingUpdater updater) {
      return updater;
    }
    throw new IllegalArgumentException(
        "the network must have an AccumulatingUpdater, but has "
            + network.getUpdater().getClass().getSimpleName()
            + ": AccumulatingUpdater.install(network, batches, maxNorm)");
  }

  /**
   * Fits batches, all at once.
   *
   * @param batches at most {@link #workers()} and {@link #batchesLeft()}, at least one; see {@code
   *     SequenceBatch}
   * @return the loss of each, a mean over its target tokens in nats
   * @throws IllegalArgumentException if there are more batches or none; says how many are possible
   * @throws RuntimeException what one of them is wrong with; none has been used then
   */
  public double[] fit(List<MultiDataSet> batches) {
    Arguments.allGiven("batches", batches);
    int count = batches.size();
    int most = Math.min(workers(), batchesLeft());
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "batches must be 1 to %d, for %d workers and %d left of this update, but are %d",
              most,
              workers(),
              batchesLeft(),
              count));
    }
    shareThreads();
    double[] losses = new double[count];
    int iteration = network.getIterationCount();
    List<Callable<Pass>> others = new ArrayList<>();
    for (int i = 0; i < count - 1; i++) {
      Replica replica = replicas.get(i);
      MultiDataSet batch = batches.get(i);
      int at = iteration + i;
      others.add(() -> replica.pass(batch, at, network.getEpochCount()));
    }
    try (WorkerThreads.Running<Pass> running = threads.start(others)) {
      updater().afterThose(() -> gather(running.await(), iteration, losses));
      network.getConfiguration().setIterationCount(iteration + count - 1);
      network.fit(batches.get(count - 1));
      losses[count - 1] = network.score();
    } catch (RuntimeException | Error e) { // before anything was gathered
      network.getConfiguration().setIterationCount(iteration);
      throw e;
    } finally {
      updater().afterThose(null);
    }
    return losses;
  }

  /** What the others found, before this network's own gradient, and as listeners are used to it. */
  private void gather(List<Pass> passes, int iteration, double[] losses) {
    double own = network.score();
    for (int i = 0; i < passes.size(); i++) {
      Pass pass = passes.get(i);
      updater().gather(pass.gradient(), pass.examples(), pass.tokens());
      losses[i] = pass.loss();
      network.setScore(pass.loss());
      for (TrainingListener listener : network.getListeners()) {
        listener.iterationDone(network, iteration + i, network.getEpochCount());
      }
    }
    network.setScore(own);
  }

  /**
   * Fits all batches, as {@code network.fit(data, epochs)} does.
   *
   * @param data from its start, if it can be reset
   * @param epochs at least 1; more only where data can be reset
   */
  public void fit(MultiDataSetIterator data, int epochs) {
    Arguments.given("data", data);
    Arguments.within("epochs", epochs, 1, data.resetSupported() ? Integer.MAX_VALUE : 1);
    for (int epoch = 0; epoch < epochs; epoch++) {
      if (data.resetSupported()) {
        data.reset();
      }
      network.getListeners().forEach(listener -> listener.onEpochStart(network));
      while (data.hasNext()) {
        fit(next(data));
      }
      network.getListeners().forEach(listener -> listener.onEpochEnd(network));
      network.incrementEpochCount();
    }
  }

  /** As many as are computed at once. */
  private List<MultiDataSet> next(MultiDataSetIterator data) {
    int most = Math.min(workers(), batchesLeft());
    List<MultiDataSet> batches = new ArrayList<>();
    while (batches.size() < most && data.hasNext()) {
      batches.add(data.next());
    }
    return batches;
  }

  private void shareThreads() {
    if (share == null && workers() > 1) {
      share = KernelShare.among(workers());
    }
  }

  /** Gives kernels all their threads until the next {@code fit}: for a validation in between. */
  void unshareThreads() {
    if (share != null) {
      share.close();
      share = null;
    }
  }

  /** Ends the workers; the network stays, and can be trained by itself. */
  @Override
  public void close() {
    unshareThreads();
    threads.close();
    replicas.forEach(Replica::close);
  }
}
