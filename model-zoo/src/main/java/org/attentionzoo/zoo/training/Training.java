package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * A training from sentence pairs to the finished model, which can be stopped anywhere and go on.
 *
 * <pre>{@code
 * try (TrainingFolder folder = TrainingFolder.open(Path.of("run"));
 *     TrainingData data = TrainingData.builder(text, source, target).read(folder)) {
 *   TrainingStart start = folder.resume().orElseGet(() -> TrainingStart.of(newModel()));
 *   TrainingResult result = Training.builder(start, data, folder).epochs(20).build().run();
 *   Translator translator = Translator.of(result.model());
 * }
 * }</pre>
 *
 * <p>A training that was stopped or killed, and goes on, ends with the bits of one that was not.
 * The best model is always on the disk.
 */
public final class Training {

  private final TrainingStart start;
  private final TrainingData data;
  private final TrainingFolder folder;
  private final TrainingOptions options;
  private final TrainingState state;
  private final Listeners listeners;
  private final StopRequest stop = new StopRequest();

  private Training(Builder builder) {
    start = builder.start;
    data = builder.data;
    folder = builder.folder;
    options = builder.options();
    listeners = new Listeners(builder.listeners);
    state = start.state(data.text().describe(), data.options() + ", " + options.fixed());
  }

  /**
   * Options of a training.
   *
   * @param start a new model, or the checkpoint to go on from
   * @param data what it reads, with the model's own vocabularies
   * @param folder what it writes to
   * @throws IllegalArgumentException if model and data do not belong together; says why
   */
  public static Builder builder(TrainingStart start, TrainingData data, TrainingFolder folder) {
    Arguments.given("start", start);
    Arguments.given("data", data);
    Arguments.given("folder", folder);
    ModelZip model = start.model();
    if (!model.source().equals(data.source().vocabulary())
        || !model.target().equals(data.target().vocabulary())) {
      throw new IllegalArgumentException(
          "the data must be encoded with the vocabularies of the model, but has others");
    }
    long longest = TrainingData.longestSentence(model);
    if (data.filter().maxLength() > longest) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the data may have sentences of %d tokens, but the model takes at most %d",
              data.filter().maxLength(),
              longest));
    }
    return new Builder(start, data, folder);
  }

  /**
   * Trains until a limit is reached or somebody stops it. Once only.
   *
   * @throws IOException if something cannot be written, or a new training would write over another
   *     one
   * @throws DivergedException if the loss is no number any more
   */
  public TrainingResult run() throws IOException {
    if (start.file().isEmpty()) {
      checkNothingIsLost();
    }
    start.install(options.batchesPerUpdate(), options.clipping());
    try (ParallelFit workers = new ParallelFit(start.model().network(), options.workers())) {
      Validator validator =
          new Validator(data.validation(), data.source(), data.target(), options.validation());
      TrainingLoop loop =
          new TrainingLoop(
              new TrainingLoop.Run(
                  start.model(), data, validator, folder, listeners, stop, workers),
              options,
              state);
      return loop.train();
    } finally {
      stop.end();
    }
  }

  private void checkNothingIsLost() throws IOException {
    if (folder.isBegun()) {
      throw new IOException(
          folder.path() + " holds a training already: resume it, or choose another folder");
    }
    if (folder.result().isPresent()) {
      throw new IOException(
          folder.result().get() + " is in the way: choose another folder, or move it away");
    }
  }

  /**
   * Ends {@link #run} soon, from any thread: it saves where it is. An interrupt of the thread that
   * trains does the same.
   */
  public void stop() {
    stop.request();
  }

  /**
   * Options; the defaults are those of the train command: 20 epochs, patience 5, best by BLEU, a
   * checkpoint every 1000 updates, the mean of the last three tried at the end. When a training is
   * resumed, those of an update, {@link #best} and those of the data have to be what they were.
   */
  public static final class Builder {

    private final TrainingStart start;
    private final TrainingData data;
    private final TrainingFolder folder;
    private final List<ProgressListener> listeners = new ArrayList<>();
    private Validation validation = Validation.standard();
    private Best best = Best.BLEU;
    private int epochs = 20;
    private long updates = Long.MAX_VALUE;
    private double seconds = Double.POSITIVE_INFINITY;
    private int patience = 5;
    private int batchesPerUpdate = 1;
    private int workers = 1;
    private double clipping;
    private long checkpointEvery = 1000;
    private int average = -1;

    private Builder(TrainingStart start, TrainingData data, TrainingFolder folder) {
      this.start = start;
      this.data = data;
      this.folder = folder;
    }

    /** How models are measured. */
    public Builder validation(Validation validation) {
      this.validation = Arguments.given("validation", validation);
      return this;
    }

    /** What makes one model better than another. */
    public Builder best(Best best) {
      this.best = Arguments.given("best", best);
      return this;
    }

    /** Passes over the data, at least 1. */
    public Builder epochs(int epochs) {
      this.epochs = (int) Arguments.within("epochs", epochs, 1, Integer.MAX_VALUE);
      return this;
    }

    /** Parameter updates, at least 1; by default no limit. */
    public Builder updates(long updates) {
      this.updates = Arguments.within("updates", updates, 1, Long.MAX_VALUE);
      return this;
    }

    /** Time of training, validation included, more than none; by default no limit. */
    public Builder time(Duration time) {
      if (Arguments.given("time", time).isNegative() || time.isZero()) {
        throw new IllegalArgumentException("time must be positive, but is " + time);
      }
      seconds = time.getSeconds() + time.getNano() * 1e-9;
      return this;
    }

    /**
     * Ends after so many epochs in which neither the validation loss nor what {@link #best} names
     * got better; 0 never does.
     */
    public Builder patience(int epochs) {
      patience = (int) Arguments.within("patience", epochs, 0, Integer.MAX_VALUE);
      return this;
    }

    /** Batches whose gradients make one update, at least 1; see {@link AccumulatingUpdater}. */
    public Builder batchesPerUpdate(int batches) {
      batchesPerUpdate = (int) Arguments.within("batchesPerUpdate", batches, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Batches of an update that are computed at once, at least 1 and at most {@link
     * #batchesPerUpdate}. What is computed stays the same; see {@link ParallelFit} for threads and
     * memory.
     */
    public Builder workers(int workers) {
      this.workers = (int) Arguments.within("workers", workers, 1, ParallelFit.MOST_WORKERS);
      return this;
    }

    /** Largest norm of the whole network's gradient; by default, and with 0, any. */
    public Builder clipping(double norm) {
      clipping = Arguments.notNegative("clipping", norm);
      return this;
    }

    /** Updates between checkpoints within an epoch, 0 for one at its end only. */
    public Builder checkpointEvery(long updates) {
      checkpointEvery = Arguments.within("checkpointEvery", updates, 0, Long.MAX_VALUE);
      return this;
    }

    /**
     * At the end, tries the mean of the parameters of the last checkpoints, too, as many as the
     * folder keeps at most; 0 for not.
     */
    public Builder average(int checkpoints) {
      average = (int) Arguments.within("average", checkpoints, 0, folder.checkpoints().keep());
      return this;
    }

    /** Adds one who is told how it goes. */
    public Builder listener(ProgressListener listener) {
      listeners.add(Arguments.given("listener", listener));
      return this;
    }

    private TrainingOptions options() {
      if (workers > batchesPerUpdate) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "workers must be at most the batches of an update (%d), but are %d",
                batchesPerUpdate,
                workers));
      }
      return new TrainingOptions(
          new Limits(epochs, updates, seconds, patience),
          validation,
          best,
          batchesPerUpdate,
          workers,
          clipping,
          checkpointEvery,
          average < 0 ? Math.min(3, folder.checkpoints().keep()) : average);
    }

    /**
     * The training.
     *
     * @throws IllegalArgumentException if it is to be resumed with other data or options, or has
     *     more workers than an update has batches; names both
     */
    public Training build() {
      return new Training(this);
    }
  }
}
