package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.attentionzoo.examples.report.HistoryEntry;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.corpus.BatchPosition;
import org.attentionzoo.zoo.corpus.CorpusIterator;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.attentionzoo.zoo.training.Checkpoint;
import org.attentionzoo.zoo.training.CheckpointFolder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Trains until a limit is reached or somebody interrupts.
 *
 * <pre>
 * until a limit is reached:
 *   fit a batch; now and then write a checkpoint
 *   at the end of an epoch: validate, keep the best model, write a checkpoint
 * validate what has not been
 * </pre>
 *
 * <p>Everything that decides what comes next is in the checkpoint, so a training that was killed
 * repeats what it had done since the last one, with the same result.
 */
final class TrainingLoop {

  /** How a training ended. */
  enum End {
    LIMIT,
    INTERRUPTED
  }

  private final Run run;
  private final Limits limits;
  private final Best best;
  private final long checkpointEvery;
  private final ComputationGraph network;
  private final int batchesPerUpdate;
  private final String dataFiles;
  private final EpochMeter meter;
  private final List<HistoryEntry> history;

  /**
   * What a training works with.
   *
   * @param model the network in training, with its {@link AccumulatingUpdater}
   * @param data its batches
   * @param validation measures it after each epoch
   * @param folder gets the best model and the history
   * @param checkpoints gets the checkpoints
   * @param display shows what happens
   * @param interruption whether somebody wants it to end
   */
  record Run(
      ModelZip model,
      CorpusIterator data,
      Validation validation,
      RunFolder folder,
      CheckpointFolder checkpoints,
      TrainingDisplay display,
      Interruption interruption) {

    Path best() {
      return folder.path().resolve("best.zip");
    }
  }

  /**
   * @param run the parts, the network in the state that belongs to {@code state}
   * @param checkpointEvery updates between two checkpoints of an epoch, 0 for none
   * @param state where to go on
   */
  TrainingLoop(Run run, Limits limits, Best best, long checkpointEvery, TrainingState state) {
    this.run = run;
    this.limits = limits;
    this.best = best;
    this.checkpointEvery = checkpointEvery;
    this.network = run.model().network();
    this.batchesPerUpdate = ((AccumulatingUpdater) network.getUpdater()).batches();
    this.dataFiles = state.data();
    this.meter = new EpochMeter(state, System::nanoTime);
    this.history = new ArrayList<>(state.history());
    run.data().seek(state.position());
  }

  /**
   * Trains.
   *
   * @throws IOException if something cannot be written, or the loss is no number
   */
  End train() throws IOException {
    try {
      return trainToTheEnd();
    } catch (CancellationException interrupted) { // in a validation, which is repeated
      saveCheckpoint();
      return End.INTERRUPTED;
    }
  }

  private End trainToTheEnd() throws IOException {
    CorpusIterator data = run.data();
    String reason = reached();
    while (reason == null) {
      if (run.interruption().requested()) {
        saveCheckpoint();
        return End.INTERRUPTED;
      }
      if (data.hasNext()) {
        step(data.next());
        run.display().batch(epoch(), meter);
        if (checkpointEvery > 0
            && network.getIterationCount() % (checkpointEvery * batchesPerUpdate) == 0) {
          saveCheckpoint();
        }
      } else {
        endEpoch();
        saveCheckpoint();
        run.folder().writeHistory(history);
      }
      reason = reached();
    }
    run.display().say("Training ends: " + reason + ".");
    finishEpoch();
    return End.LIMIT;
  }

  /** Epochs that have been validated. */
  List<HistoryEntry> history() {
    return List.copyOf(history);
  }

  private String reached() {
    int epoch = epoch();
    return limits.reached(epoch, updates(), meter.seconds(), history, best);
  }

  private int epoch() {
    return run.data().position().epoch();
  }

  private long updates() {
    return network.getIterationCount() / batchesPerUpdate;
  }

  private void step(MultiDataSet batch) throws IOException {
    long start = System.nanoTime();
    network.fit(batch);
    double loss = network.score();
    if (!Double.isFinite(loss)) {
      throw new IOException(
          "the loss is %s at update %d; a smaller --learning-rate, a longer --warmup or a smaller --clip may help"
              .formatted(loss, updates()));
    }
    long tokens = batch.getLabelsMaskArray(0).sumNumber().longValue();
    meter.add(loss, tokens, (System.nanoTime() - start) * 1e-9);
  }

  /** The epoch's batches are used up. */
  private void endEpoch() throws IOException {
    validate();
    run.data().seek(new BatchPosition(epoch() + 1, 0));
    network.incrementEpochCount();
    meter.nextEpoch();
  }

  /** A limit came in the middle of an epoch: the checkpoint goes on with it, the history ends. */
  private void finishEpoch() throws IOException {
    if (meter.tokens() > 0) {
      saveCheckpoint();
      validate();
    }
    run.folder().writeHistory(history);
  }

  private void validate() throws IOException {
    run.display().close();
    Validation.Result result = run.validation().of(network, run.interruption()::check);
    HistoryEntry entry =
        result.entry(
            new HistoryEntry(
                epoch() + 1,
                updates(),
                meter.seconds(),
                meter.loss(),
                null,
                null,
                null,
                null,
                learningRate(),
                meter.tokensPerSecond()));
    history.add(entry);
    boolean isBest = best.index(history) == history.size() - 1;
    if (isBest) {
      result.on(run.model()).save(run.best());
      run.folder().writeSamples(result.samples());
    }
    run.display().epoch(entry, isBest, result.samples());
  }

  private double learningRate() {
    int update = Math.max(0, (network.getIterationCount() - 1) / batchesPerUpdate);
    return network
        .getUpdater()
        .getUpdaterBlocks()
        .get(0)
        .getGradientUpdater()
        .getConfig()
        .getLearningRate(update, network.getEpochCount());
  }

  private void saveCheckpoint() throws IOException {
    TrainingState state =
        new TrainingState(
            dataFiles,
            run.data().position(),
            meter.lossSum(),
            meter.tokens(),
            meter.epochSeconds(),
            meter.seconds(),
            history);
    run.checkpoints().save(Checkpoint.of(run.model(), state.toJson()));
  }
}
