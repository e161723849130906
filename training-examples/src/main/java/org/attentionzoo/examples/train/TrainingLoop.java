package org.attentionzoo.examples.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.attentionzoo.examples.report.HistoryEntry;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.corpus.BatchPosition;
import org.attentionzoo.zoo.corpus.CorpusIterator;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.attentionzoo.zoo.training.Checkpoint;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Trains until a limit is reached or somebody interrupts.
 *
 * <pre>
 * until a limit is reached:
 *   fit a batch; now and then write a checkpoint
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

  /** How a training ended. */
  enum End {
    LIMIT,
    INTERRUPTED
  }

  /** What is written down when there is something to go on from. */
  @FunctionalInterface
  interface Beginning {
    void record() throws IOException;
  }

  /**
   * A model of the training.
   *
   * @param name what messages call it
   * @param model with its figures on the card
   * @param entry its figures
   */
  record Trained(String name, ModelZip model, HistoryEntry entry) {}

  private final Run run;
  private final Limits limits;
  private final Best best;
  private final long checkpointEvery;
  private final ComputationGraph network;
  private final int batchesPerUpdate;
  private final String dataFiles;
  private final EpochMeter meter;
  private final List<HistoryEntry> history;
  private final RunFolder files;
  private boolean begun;
  private Trained unfinished;

  /**
   * What a training works with.
   *
   * @param model the network in training, with its {@link AccumulatingUpdater}
   * @param data its batches
   * @param validation measures it after each epoch
   * @param folder gets the best model, the history and the checkpoints
   * @param beginning comes before the first checkpoint
   * @param display shows what happens
   * @param interruption whether somebody wants it to end
   */
  record Run(
      ModelZip model,
      CorpusIterator data,
      Validation validation,
      TrainingFolder folder,
      Beginning beginning,
      TrainingDisplay display,
      Interruption interruption) {}

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
    this.files = new RunFolder(run.folder().path());
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
      saveInterim();
      return End.INTERRUPTED;
    }
  }

  private End trainToTheEnd() throws IOException {
    CorpusIterator data = run.data();
    while (true) {
      if (!data.hasNext()) {
        endEpoch();
      }
      String reason = reached();
      if (reason != null) {
        run.display().say("Training ends: " + reason + ".");
        finishEpoch();
        return End.LIMIT;
      }
      if (run.interruption().requested()) {
        saveInterim();
        return End.INTERRUPTED;
      }
      step(data.next());
      run.display().batch(data.position(), updates(), meter);
      if (checkpointEvery > 0
          && network.getIterationCount() % (checkpointEvery * batchesPerUpdate) == 0) {
        saveCheckpoint();
      }
    }
  }

  /** The best model: that of best.zip, or the one after the last update if it is better. */
  Trained best() throws IOException {
    int index = best.index(history);
    if (unfinished != null
        && (index < 0 || best.isBetter(unfinished.entry(), history.get(index)))) {
      return unfinished;
    }
    HistoryEntry entry = history.get(index);
    return new Trained(
        "the model of epoch " + entry.epoch(), ModelZip.load(run.folder().best()), entry);
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
          String.format(
              Locale.ROOT,
              "the loss is %s at update %d; a smaller --learning-rate, a longer --warmup or a smaller --clip may help",
              loss,
              updates()));
    }
    long tokens = batch.getLabelsMaskArray(0).sumNumber().longValue();
    meter.add(loss, tokens, (System.nanoTime() - start) * 1e-9);
  }

  /** The epoch's batches are used up. */
  private void endEpoch() throws IOException {
    if (!run.folder().isBegun()) { // no best.zip without a checkpoint
      saveInterim();
    }
    Validation.Result result = validate();
    HistoryEntry entry = result.entry(training());
    history.add(entry);
    boolean isBest = best.index(history) == history.size() - 1;
    if (isBest) {
      saveBest(result);
    }
    run.display().epoch(entry, isBest, result.samples());
    run.data().seek(new BatchPosition(epoch() + 1, 0));
    network.incrementEpochCount();
    meter.nextEpoch();
    saveCheckpoint();
    files.writeHistory(history);
  }

  /** A limit came. A training that goes on in this epoch comes back to the history. */
  private void finishEpoch() throws IOException {
    List<HistoryEntry> all = new ArrayList<>(history);
    if (run.data().position().batch() > 0 || history.isEmpty()) {
      saveInterim();
      Validation.Result result = validate();
      HistoryEntry entry = result.entry(training());
      unfinished = new Trained("the model of update " + updates(), result.on(run.model()), entry);
      if (history.isEmpty()) { // best.zip until the epoch's end
        saveBest(result);
      }
      all.add(entry);
      run.display().epoch(entry, best.index(all) == history.size(), result.samples());
    }
    files.writeHistory(all);
  }

  private Validation.Result validate() {
    run.display().close();
    return run.validation().of(network, run.interruption()::check);
  }

  private void saveBest(Validation.Result result) throws IOException {
    result.on(run.model()).save(run.folder().best());
    files.writeSamples(result.samples());
  }

  /** The epoch so far, without what a validation measures. */
  private HistoryEntry training() {
    return new HistoryEntry(
        epoch() + 1,
        updates(),
        meter.seconds(),
        meter.loss(),
        null,
        null,
        null,
        null,
        learningRate(),
        meter.tokensPerSecond());
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
    begin();
    run.folder().checkpoints().save(checkpoint());
  }

  private void saveInterim() throws IOException {
    begin();
    run.folder().checkpoints().saveInterim(checkpoint());
  }

  private void begin() throws IOException {
    if (!begun) {
      run.beginning().record();
      begun = true;
    }
  }

  private Checkpoint checkpoint() {
    TrainingState state =
        new TrainingState(
            dataFiles,
            run.data().position(),
            meter.lossSum(),
            meter.tokens(),
            meter.epochSeconds(),
            meter.seconds(),
            history);
    return Checkpoint.of(run.model(), state.toJson());
  }
}
