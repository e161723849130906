package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.TrainingResult.Trained;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Trains until a limit is reached or somebody stops it.
 *
 * <pre>
 * until a limit is reached:
 *   fit a batch, or as many as there are workers; now and then write a checkpoint
 *   at the end of an epoch: validate, keep the best model, write a checkpoint
 * in the middle of an epoch: validate, write a checkpoint
 * </pre>
 *
 * <p>Everything that decides what comes next is in the checkpoint, so a training that was killed
 * repeats what it had done since the last one, with the same result. What is measured where a limit
 * came in the middle of an epoch decides nothing: were the training to go on, it would not have
 * been measured.
 */
final class TrainingLoop {

  private final Run run;
  private final TrainingOptions options;
  private final Best best;
  private final ComputationGraph network;
  private final ParallelFit workers;
  private final BatchIterator data;
  private final int batchesPerUpdate;
  private final TrainingState start;
  private final EpochMeter meter;
  private final TrainingFigures figures;
  private final List<HistoryEntry> history;
  private boolean begun;

  /**
   * What a training works with.
   *
   * @param model the network in training, with its {@link AccumulatingUpdater}
   * @param data its batches
   * @param validator measures it after each epoch
   * @param folder gets the best model and the checkpoints
   * @param listener is told what happens
   * @param stop whether somebody wants it to end
   * @param workers train the network
   */
  record Run(
      ModelZip model,
      TrainingData data,
      Validator validator,
      TrainingFolder folder,
      ProgressListener listener,
      StopRequest stop,
      ParallelFit workers) {}

  /**
   * @param run the parts, the network in the state that belongs to {@code start}
   * @param start where to go on
   */
  TrainingLoop(Run run, TrainingOptions options, TrainingState start) {
    this.run = run;
    this.options = options;
    this.best = options.best();
    this.network = run.model().network();
    this.workers = run.workers();
    this.data = run.data().batches();
    this.batchesPerUpdate = options.batchesPerUpdate();
    this.start = start;
    this.meter = new EpochMeter(start, System::nanoTime);
    this.history = new ArrayList<>(start.history());
    this.figures = new TrainingFigures(run, options, meter);
    data.seek(start.position());
  }

  /**
   * Trains.
   *
   * @throws IOException if something cannot be written
   * @throws DivergedException if the loss is no number
   */
  TrainingResult train() throws IOException {
    try {
      Optional<Limits.Reached> reached = trainToALimit();
      if (reached.isPresent()) {
        return finish(reached.get());
      }
    } catch (CancellationException stopped) { // in a validation, which is repeated
      // or between two batches
    }
    saveInterim();
    return new TrainingResult(StopReason.INTERRUPTED, history, null);
  }

  /** Nothing if it was stopped. */
  private Optional<Limits.Reached> trainToALimit() throws IOException {
    while (true) {
      if (!hasNext()) {
        endEpoch();
      }
      Optional<Limits.Reached> reached =
          options
              .limits()
              .reached(data.position().epoch(), updates(), meter.seconds(), history, best);
      if (reached.isPresent() || run.stop().isRequested()) {
        return reached;
      }
      step(nextBatches());
      run.listener().batch(figures.progress());
      if (isCheckpointDue()) {
        saveCheckpoint();
      }
    }
  }

  /** The batch comes from another thread. */
  private boolean hasNext() {
    try {
      return data.hasNext();
    } catch (IllegalStateException e) {
      run.stop().check(); // an interrupt while waiting
      throw e;
    }
  }

  private boolean isCheckpointDue() {
    long every = options.checkpointEvery();
    return every > 0
        && network.getIterationCount() % batchesPerUpdate == 0
        && updates() % every == 0;
  }

  private long updates() {
    return figures.updates();
  }

  /** As many as are computed at once: parameters change between updates only. */
  private List<MultiDataSet> nextBatches() {
    int most = Math.min(workers.workers(), workers.batchesLeft());
    List<MultiDataSet> batches = new ArrayList<>();
    do {
      batches.add(data.next());
    } while (batches.size() < most && hasNext());
    return batches;
  }

  private void step(List<MultiDataSet> batches) {
    long begin = System.nanoTime();
    double[] losses = workers.fit(batches);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    for (int i = 0; i < losses.length; i++) {
      if (!Double.isFinite(losses[i])) {
        throw new DivergedException(losses[i], updates());
      }
      long tokens = batches.get(i).getLabelsMaskArray(0).sumNumber().longValue();
      meter.add(losses[i], tokens, seconds / losses.length);
    }
  }

  /** The epoch's batches are used up. */
  private void endEpoch() throws IOException {
    if (!run.folder().isBegun()) { // no best.zip without a checkpoint
      saveInterim();
    }
    Validator.Result result = validate();
    HistoryEntry entry = result.entry(figures.epoch());
    history.add(entry);
    boolean isBest = best.index(history) == history.size() - 1;
    if (isBest) {
      save(result);
    }
    tell(new EpochEnd(entry, epochs(), isBest, isBest, result.samples(), history));
    data.seek(new BatchPosition(data.position().epoch() + 1, 0));
    network.incrementEpochCount();
    meter.nextEpoch();
    saveCheckpoint();
  }

  /** A limit came. A training that goes on in this epoch comes back to the history. */
  private TrainingResult finish(Limits.Reached reached) throws IOException {
    run.listener().limit(reached.reason(), reached.text());
    List<HistoryEntry> all = new ArrayList<>(history);
    Trained unfinished = null;
    if (data.position().batch() > 0 || history.isEmpty()) {
      saveInterim();
      Validator.Result result = validate();
      HistoryEntry entry = result.entry(figures.epoch());
      unfinished = new Trained("the model of update " + updates(), result.on(run.model()), entry);
      boolean isFirst = history.isEmpty();
      if (isFirst) { // best.zip until the epoch's end
        save(result);
      }
      all.add(entry);
      boolean isBest = best.index(all) == history.size();
      tell(new EpochEnd(entry, epochs(), isBest, isFirst, result.samples(), all));
    }
    FinalModel end = new FinalModel(run, options);
    return new TrainingResult(reached.reason(), all, end.choose(history, unfinished));
  }

  private int epochs() {
    return options.limits().epochs();
  }

  private void tell(EpochEnd end) throws IOException {
    run.listener().epoch(end);
  }

  private Validator.Result validate() {
    run.listener().validating();
    workers.unshareThreads();
    return run.validator().of(network, run.stop()::check);
  }

  private void save(Validator.Result result) throws IOException {
    run.stop().write(() -> result.on(run.model()).save(run.folder().best()));
  }

  private void saveCheckpoint() throws IOException {
    begin();
    run.stop().write(() -> told(run.folder().checkpoints().save(checkpoint())));
  }

  private void saveInterim() throws IOException {
    begin();
    run.stop().write(() -> told(run.folder().checkpoints().saveInterim(checkpoint())));
  }

  private void told(Path file) {
    run.listener().checkpoint(file);
  }

  private void begin() throws IOException {
    if (!begun) {
      run.listener().begin();
      begun = true;
    }
  }

  private Checkpoint checkpoint() {
    TrainingState state =
        new TrainingState(
            start.data(),
            start.options(),
            data.position(),
            meter.lossSum(),
            meter.tokens(),
            meter.epochSeconds(),
            meter.seconds(),
            history);
    return Checkpoint.of(run.model(), state.toJson());
  }
}
