package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * Where a training starts: with a model before its first update, or from a checkpoint. The network
 * is trained in place, so one start serves one training.
 */
public final class TrainingStart {

  private final ModelZip model;
  private final Checkpoint checkpoint;
  private final Path file;
  private final TrainingState state;
  private final List<SetAside> setAside;
  private boolean used;

  /**
   * A checkpoint that cannot be read.
   *
   * @param file where it is now
   * @param why what is wrong with it
   */
  public record SetAside(Path file, String why) {

    /**
     * @throws IllegalArgumentException if something is null
     */
    public SetAside {
      Arguments.given("file", file);
      Arguments.given("why", why);
    }
  }

  private TrainingStart(
      ModelZip model,
      Checkpoint checkpoint,
      Path file,
      TrainingState state,
      List<SetAside> setAside) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.file = file;
    this.state = state;
    this.setAside = List.copyOf(setAside);
  }

  /**
   * A new training.
   *
   * @param model with tokenizers, before its first update, such as one that {@code FineTuning}
   *     makes
   * @throws IllegalArgumentException if it has no tokenizers, or has been trained
   */
  public static TrainingStart of(ModelZip model) {
    Arguments.given("model", model);
    if (model.tokenizers().isEmpty()) {
      throw new IllegalArgumentException(
          "the model must have tokenizers to read text with, but "
              + model.card().modelName()
              + " has none");
    }
    int iterations = model.network().getIterationCount();
    if (iterations > 0) {
      throw new IllegalArgumentException(
          "the model must be new, but has been trained for "
              + iterations
              + " iterations: FineTuning makes a new one of it");
    }
    return new TrainingStart(model, null, null, null, List.of());
  }

  static Optional<TrainingStart> newest(CheckpointFolder checkpoints) throws IOException {
    List<Path> files = checkpoints.files();
    Map<Path, Exception> damaged = new LinkedHashMap<>();
    for (int i = files.size() - 1; i >= 0; i--) {
      Path file = files.get(i);
      Checkpoint checkpoint;
      TrainingState state;
      try {
        checkpoint = Checkpoint.load(file);
        state = TrainingState.fromJson(checkpoint.state(), file.toString());
      } catch (IOException | RuntimeException e) {
        damaged.put(file, e);
        continue;
      }
      List<SetAside> aside = new ArrayList<>();
      for (Map.Entry<Path, Exception> each : damaged.entrySet()) {
        aside.add(
            new SetAside(checkpoints.setAside(each.getKey()), "" + each.getValue().getMessage()));
      }
      return Optional.of(new TrainingStart(checkpoint.model(), checkpoint, file, state, aside));
    }
    if (!damaged.isEmpty()) {
      Exception newest = damaged.values().iterator().next();
      throw new IOException(
          "no checkpoint in "
              + checkpoints.path()
              + " can be read; the newest: "
              + newest.getMessage(),
          newest);
    }
    return Optional.empty();
  }

  /** The model, in the state where the training starts. */
  public ModelZip model() {
    return model;
  }

  /** The checkpoint; nothing for a new training. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Newer checkpoints, which could not be read. */
  public List<SetAside> setAside() {
    return setAside;
  }

  /** Where the data and the history stand, if they are the ones of before. */
  TrainingState state(String data, String options) {
    if (state == null) {
      return TrainingState.start(data, options);
    }
    state.requireSame(data, options);
    return state.with(options);
  }

  /** Gives the network the updater of the training. */
  void install(int batchesPerUpdate, double maxNorm) {
    if (used) {
      throw new IllegalStateException("a training has started here: its network is another now");
    }
    used = true;
    if (checkpoint == null) {
      AccumulatingUpdater.install(model.network(), batchesPerUpdate, maxNorm);
    } else {
      checkpoint.install(batchesPerUpdate, maxNorm);
    }
  }
}
