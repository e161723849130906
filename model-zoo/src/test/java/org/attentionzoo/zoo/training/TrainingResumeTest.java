package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.zoo.io.ModelZip;
import org.junit.jupiter.api.Test;

/** A training that was stopped, killed or interrupted goes on bit for bit. */
class TrainingResumeTest extends LettersTraining {
  @Test
  void aTrainingThatIsStoppedGoesOnBitForBit() throws IOException {
    TrainingResult straight = train("straight", options -> options);
    AtomicReference<Training> training = new AtomicReference<>();
    TrainingResult stopped =
        train(
            "run",
            options -> options.listener(at(BATCHES + 4, () -> training.get().stop())),
            training);
    assertThat(stopped.isInterrupted()).isTrue();
    assertThat(stopped.history()).hasSize(1);
    assertThatThrownBy(stopped::model)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was interrupted");
    assertThat(folder.resolve("run/model.zip")).doesNotExist();

    assertSame(train("run", options -> options), "run", straight);
  }

  @Test
  void twoWorkersEndWithTheBitsOfOneAndGoOnAfterAStop() throws IOException {
    int threads = ParallelRows.threads();
    ParallelRows.setThreads(1); // as many in a kernel for one worker as for each of two
    try {
      TrainingResult straight = train("straight", options -> options);
      AtomicReference<Training> training = new AtomicReference<>();
      List<Progress> told = new ArrayList<>();
      ProgressListener listener =
          new ProgressListener() {
            @Override
            public void batch(Progress progress) {
              told.add(progress);
              if (told.size() == 7) {
                training.get().stop();
              }
            }
          };
      TrainingResult stopped =
          train("run", options -> options.workers(2).listener(listener), training);
      assertThat(stopped.isInterrupted()).isTrue();
      assertThat(told).as("steps of two batches").last().extracting(Progress::batch).isEqualTo(3L);

      assertSame(train("run", options -> options.workers(2)), "run", straight);
    } finally {
      ParallelRows.setThreads(threads);
    }
  }

  @Test
  void anInterruptOfTheThreadStopsAndComesBack() throws IOException {
    TrainingResult straight = train("straight", options -> options);
    TrainingResult stopped =
        train(
            "run",
            options -> options.listener(at(BATCHES + 2, () -> Thread.currentThread().interrupt())));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.isInterrupted()).isTrue();

    assertSame(train("run", options -> options), "run", straight);
  }

  @Test
  void anInterruptInAValidationRepeatsIt() throws IOException {
    TrainingResult straight = train("straight", options -> options);
    ProgressListener interrupting =
        new ProgressListener() {
          @Override
          public void validating() {
            Thread.currentThread().interrupt();
          }
        };
    TrainingResult stopped = train("run", options -> options.listener(interrupting));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.history()).isEmpty();

    assertSame(train("run", options -> options), "run", straight);
  }

  @Test
  void aTrainingThatIsKilledGoesOnFromItsLastCheckpoint() throws IOException {
    TrainingResult straight = train("straight", options -> options);
    for (int batch : new int[] {BATCHES, 2 * BATCHES + 5}) {
      String name = "killed-" + batch;
      Runnable kill =
          () -> {
            throw new UnsupportedOperationException("killed");
          };
      assertThatThrownBy(() -> train(name, options -> options.listener(at(batch, kill))))
          .hasMessage("killed");
      assertSame(train(name, options -> options), name, straight);
    }
  }

  /** Everything that lasts is the same; times are not. */
  private void assertSame(TrainingResult result, String name, TrainingResult straight)
      throws IOException {
    assertThat(result.reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(result.description()).isEqualTo(straight.description());
    assertThat(figures(result)).isEqualTo(figures(straight));
    for (String file : List.of("best.zip", "model.zip")) {
      ModelZip one = ModelZip.load(folder.resolve(name).resolve(file));
      ModelZip other = ModelZip.load(folder.resolve("straight").resolve(file));
      assertThat(one.network().params()).as(file).isEqualTo(other.network().params());
      assertThat(one.card().metrics()).isEqualTo(other.card().metrics());
    }
    List<Path> checkpoints = checkpoints(name);
    List<Path> others = checkpoints("straight");
    assertThat(checkpoints)
        .extracting(Path::getFileName)
        .isEqualTo(others.stream().map(Path::getFileName).toList());
    for (int i = 0; i < others.size(); i++) {
      Checkpoint one = Checkpoint.load(checkpoints.get(i));
      Checkpoint other = Checkpoint.load(others.get(i));
      assertThat(one.model().network().params()).isEqualTo(other.model().network().params());
      assertThat(one.model().network().getUpdater().getStateViewArray())
          .isEqualTo(other.model().network().getUpdater().getStateViewArray());
    }
  }

  private static List<List<Number>> figures(TrainingResult result) {
    return result.history().stream()
        .map(
            entry ->
                List.<Number>of(
                    entry.epoch(),
                    entry.step(),
                    entry.trainLoss(),
                    entry.validationLoss(),
                    entry.bleu(),
                    entry.chrf()))
        .toList();
  }

  @Test
  void aLimitInAnEpochIsValidatedButNoPartOfTheTraining() throws IOException {
    List<EpochEnd> ends = new ArrayList<>();
    TrainingResult straight = train("straight", options -> options);
    TrainingResult cut = train("run", options -> options.updates(6).listener(noting(ends)));
    assertThat(cut.reason()).isEqualTo(StopReason.UPDATES);
    assertThat(cut.history()).hasSize(2);
    assertThat(ends.get(1).saved()).isFalse();
    TrainingResult timed = train("timed", options -> options.time(Duration.ofNanos(1)));
    assertThat(timed.reason()).isEqualTo(StopReason.TIME);
    assertThat(timed.description()).isEqualTo("the model of update 0");

    assertSame(train("run", options -> options), "run", straight);
  }
}
