package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.Test;

/** An app trains a small model. */
class TrainingTest extends LettersTraining {
  @Test
  void anAppTrainsAndTranslates() throws IOException {
    List<EpochEnd> ends = new ArrayList<>();
    Path run = folder.resolve("run");
    try (TrainingFolder out = TrainingFolder.open(run);
        TrainingData data =
            TrainingData.builder(text, source, target)
                .batchSize(BatchSize.sentences(4))
                .read(out)) {
      TrainingStart start = TrainingStart.of(newModel(0.02));
      TrainingResult result =
          Training.builder(start, data, out)
              .epochs(15)
              .best(Best.CHRF)
              .listener(noting(ends))
              .build()
              .run();

      assertThat(Translator.of(result.model()).translate("c a")).isEqualTo("three one");
      assertThat(result.reason()).isIn(StopReason.EPOCHS, StopReason.PATIENCE);
      assertThat(result.entry().chrf()).isGreaterThan(90);
      assertThat(result.history()).hasSameSizeAs(ends);
    }
    assertThat(ends.get(0).best()).isTrue();
    assertThat(ends.get(0).samples()).hasSize(3);
    assertThat(files(run)).containsExactly("best.zip", "checkpoints", "corpus.bin", "model.zip");
    assertThat(Translator.load(run.resolve("model.zip")).translate("f e")).isEqualTo("six five");
  }

  @Test
  void theBestModelIsKeptAndTheMeanOfCheckpointsTried() throws IOException {
    List<String> events = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void epoch(EpochEnd end) throws IOException {
            events.add(end.best() + " " + end.saved());
            assertThat(metric("run", "best.zip", "validation perplexity"))
                .as("saved before it is told")
                .isEqualTo(
                    end.history().stream()
                        .mapToDouble(HistoryEntry::perplexity)
                        .min()
                        .getAsDouble());
          }

          @Override
          public void average(int checkpoints, HistoryEntry entry) {
            events.add("average of " + checkpoints);
          }
        };
    TrainingResult result =
        train("run", options -> options.average(2).best(Best.LOSS).listener(listener));
    assertThat(events).hasSize(4).last().isEqualTo("average of 2");
    assertThat(events.get(0)).isEqualTo("true true");
    assertThat(metric("run", "model.zip", "validation perplexity"))
        .isEqualTo(result.entry().perplexity())
        .isLessThanOrEqualTo(metric("run", "best.zip", "validation perplexity"));
  }

  @Test
  void progressIsToldAfterEachBatch() throws IOException {
    List<Progress> told = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void batch(Progress progress) {
            told.add(progress);
          }
        };
    train("run", options -> options.listener(listener));
    assertThat(told).hasSize(3 * BATCHES);
    Progress last = told.get(told.size() - 1);
    assertThat(List.of(last.epoch(), last.epochs())).containsExactly(3, 3);
    assertThat(List.of(last.batch(), last.batches(), last.updates()))
        .containsExactly((long) BATCHES, (long) BATCHES, 3L * BATCHES / 2);
    assertThat(last.secondsLeft()).isZero();
    assertThat(told.get(1).secondsLeft()).isFinite().isPositive();
  }
}
