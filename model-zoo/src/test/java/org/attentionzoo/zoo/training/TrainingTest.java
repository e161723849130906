package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.TextSplit;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small model that learns to write letters as words, trained as an app would. */
class TrainingTest {

  private static final int BATCHES = 9; // of four pairs
  private static final List<String> LETTERS = List.of("a", "b", "c", "d", "e", "f");
  private static final List<String> WORDS = List.of("one", "two", "three", "four", "five", "six");

  @TempDir Path folder;
  private TextSplit text;
  private final TextCodec source = codec(LETTERS);
  private final TextCodec target = codec(WORDS);

  @BeforeEach
  void writeText() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int a = 0; a < LETTERS.size(); a++) {
      for (int b = 0; b < LETTERS.size(); b++) {
        lines.add(LETTERS.get(a) + " " + LETTERS.get(b) + "\t" + WORDS.get(a) + " " + WORDS.get(b));
      }
    }
    ParallelText all = ParallelText.tsv(Files.write(folder.resolve("all.tsv"), lines), 1, 2);
    text = TextSplit.of(all, all);
  }

  private static TextCodec codec(List<String> tokens) {
    return new TextCodec(new WhitespaceTokenizer(), Vocabulary.of(tokens));
  }

  private ModelZip newModel(double learningRate) {
    return new ModelZip(
        Seq2Seq.builder()
            .sourceVocabularySize(source.vocabulary().size())
            .targetVocabularySize(target.vocabulary().size())
            .embeddingSize(12)
            .units(16)
            .layers(1)
            .dropout(0.1)
            .updater(new FastAdam(learningRate))
            .seed(3)
            .build()
            .init(),
        source,
        target,
        ModelCard.builder("letters").build());
  }

  @Test
  void anAppTrainsAndTranslates() throws IOException {
    List<EpochEnd> ends = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void epoch(EpochEnd end) {
            ends.add(end);
          }
        };
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
              .listener(listener)
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
  void moreWorkersThanAnUpdateHasBatchesAreRefused() {
    assertThatThrownBy(() -> train("run", options -> options.workers(3)))
        .hasMessage("workers must be at most the batches of an update (2), but are 3");
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
  void aLimitInAnEpochIsValidatedButNoPartOfTheTraining() throws IOException {
    List<EpochEnd> ends = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void epoch(EpochEnd end) {
            ends.add(end);
          }
        };
    TrainingResult straight = train("straight", options -> options);
    TrainingResult cut = train("run", options -> options.updates(6).listener(listener));
    assertThat(cut.reason()).isEqualTo(StopReason.UPDATES);
    assertThat(cut.history()).hasSize(2);
    assertThat(ends.get(1).saved()).isFalse();
    TrainingResult timed = train("timed", options -> options.time(Duration.ofNanos(1)));
    assertThat(timed.reason()).isEqualTo(StopReason.TIME);
    assertThat(timed.description()).isEqualTo("the model of update 0");

    assertSame(train("run", options -> options), "run", straight);
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

  @Test
  void otherDataOrOptionsAreRefused() throws IOException {
    train("run", options -> options.updates(3));
    assertThatThrownBy(() -> train("run", options -> options.clipping(2)))
        .hasMessageContaining("cannot go on with other options: it was batches of 4 sentences")
        .hasMessageContaining("clipped to 2.0");
    assertThatThrownBy(() -> train("run", options -> options.best(Best.CHRF)))
        .hasMessageContaining("best by chrf");
    Files.writeString(folder.resolve("all.tsv"), "a\tone\nb\ttwo\n");
    text = TextSplit.setAside(ParallelText.tsv(folder.resolve("all.tsv"), 1, 2));
    assertThatThrownBy(() -> train("run", options -> options))
        .hasMessageContaining("cannot go on with other data: it was ");
  }

  @Test
  void aNewTrainingNeverWritesOverAnother() throws IOException {
    train("run", options -> options.updates(3));
    byte[] model = Files.readAllBytes(folder.resolve("run/model.zip"));
    assertThatThrownBy(() -> run("run", TrainingStart.of(newModel(0.01)), options -> options, null))
        .hasMessageContaining("run holds a training already: resume it");
    assertThat(folder.resolve("run/model.zip")).hasBinaryContent(model);

    Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("other/best.zip"), "dear");
    assertThatThrownBy(() -> train("other", options -> options))
        .hasMessageContaining("best.zip is in the way");
    assertThat(files(folder.resolve("other"))).containsExactly("best.zip");
    Files.writeString(folder.resolve("other/corpus.bin"), "dear, too");
    TrainingFolder.open(folder.resolve("other")).close();
    assertThat(folder.resolve("other/corpus.bin")).hasContent("dear, too");
  }

  @Test
  void aStartServesOneTrainingAndIsNew() throws IOException {
    TrainingStart start = TrainingStart.of(newModel(0.01));
    run("run", start, options -> options.updates(1), null);
    assertThatThrownBy(() -> run("other", start, options -> options.updates(1), null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a training has started here");
    assertThat(folder.resolve("other")).doesNotExist();
    assertThatThrownBy(() -> TrainingStart.of(start.model()))
        .hasMessageContaining("the model must be new, but has been trained for 2 iterations");
    ModelZip ids =
        new ModelZip(
            newModel(0.01).network(),
            source.vocabulary(),
            target.vocabulary(),
            ModelCard.builder("ids").build());
    assertThatThrownBy(() -> TrainingStart.of(ids)).hasMessageContaining("but ids has none");
  }

  @Test
  void modelAndDataBelongTogether() throws IOException {
    try (TrainingFolder out = TrainingFolder.open(folder.resolve("run"));
        TrainingData swapped = TrainingData.builder(text, target, source).read(out)) {
      TrainingStart start = TrainingStart.of(newModel(0.01));
      assertThatThrownBy(() -> Training.builder(start, swapped, out))
          .hasMessageContaining("encoded with the vocabularies of the model");
    }
    ModelZip fixed =
        new ModelZip(
            Transformer.builder()
                .sourceVocabularySize(source.vocabulary().size())
                .targetVocabularySize(target.vocabulary().size())
                .modelSize(8)
                .heads(2)
                .feedForwardSize(8)
                .layers(1)
                .learnedPositions(4)
                .build()
                .init(),
            source,
            target,
            ModelCard.builder("fixed").build());
    try (TrainingFolder out = TrainingFolder.open(folder.resolve("run"));
        TrainingData data = TrainingData.builder(text, source, target).read(out);
        TrainingData shorter =
            TrainingData.builder(text, source, target)
                .filter(new PairFilter(3, 9, 100))
                .read(out)) {
      TrainingStart start = TrainingStart.of(fixed);
      assertThatThrownBy(() -> Training.builder(start, data, out))
          .hasMessage("the data may have sentences of 250 tokens, but the model takes at most 3");
      assertThat(Training.builder(start, shorter, out).updates(1).build().run().history())
          .hasSize(1);
    }
  }

  @Test
  void aLossThatIsNoNumberIsAnErrorAndTheLastCheckpointStays() throws IOException {
    ModelZip model = newModel(0.01);
    Runnable spoil = () -> model.network().getParam("output_b").putScalar(0, Double.NaN);
    assertThatThrownBy(
            () ->
                run(
                    "run",
                    TrainingStart.of(model),
                    options -> options.listener(at(BATCHES - 2, spoil)),
                    null))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("the loss is NaN at update 4; a smaller learning rate");
    assertThat(checkpoints("run"))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("checkpoint-000000006.zip");
  }

  private TrainingResult train(String name, UnaryOperator<Training.Builder> more)
      throws IOException {
    return train(name, more, new AtomicReference<>());
  }

  private TrainingResult train(
      String name, UnaryOperator<Training.Builder> more, AtomicReference<Training> training)
      throws IOException {
    return run(name, null, more, training);
  }

  /** Three epochs of nine batches, two of them an update, a checkpoint every three updates. */
  private TrainingResult run(
      String name,
      TrainingStart given,
      UnaryOperator<Training.Builder> more,
      AtomicReference<Training> training)
      throws IOException {
    try (TrainingFolder out = TrainingFolder.open(folder.resolve(name));
        TrainingData data =
            TrainingData.builder(text, source, target)
                .batchSize(BatchSize.sentences(4))
                .seed(5)
                .read(out)) {
      TrainingStart start =
          given != null ? given : out.resume().orElseGet(() -> TrainingStart.of(newModel(0.02)));
      Training.Builder options =
          Training.builder(start, data, out)
              .epochs(3)
              .patience(0)
              .batchesPerUpdate(2)
              .clipping(1)
              .checkpointEvery(3);
      Training made = more.apply(options).build();
      if (training != null) {
        training.set(made);
      }
      return made.run();
    }
  }

  /** Does something after so many batches. */
  private static ProgressListener at(int batches, Runnable what) {
    return new ProgressListener() {
      private int done;

      @Override
      public void batch(Progress progress) {
        if (++done == batches) {
          what.run();
        }
      }
    };
  }

  private double metric(String name, String file, String metric) {
    try {
      return ModelZip.load(folder.resolve(name).resolve(file)).card().metrics().get(metric);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> checkpoints(String name) throws IOException {
    return new CheckpointFolder(folder.resolve(name).resolve("checkpoints"), 3).files();
  }

  private static Set<String> files(Path folder) {
    return new TreeSet<>(List.of(folder.toFile().list()));
  }
}
