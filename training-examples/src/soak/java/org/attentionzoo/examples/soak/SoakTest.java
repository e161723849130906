package org.attentionzoo.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.TextSplit;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.attentionzoo.zoo.training.Training;
import org.attentionzoo.zoo.training.TrainingData;
import org.attentionzoo.zoo.training.TrainingFolder;
import org.attentionzoo.zoo.training.TrainingResult;
import org.attentionzoo.zoo.training.TrainingStart;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long training on two workers with other lengths in each batch, validations and checkpoints,
 * beside four threads that translate with its best model.
 */
class SoakTest {

  private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes"));
  private static final Path PICTURES = Path.of(System.getProperty("soak.folder"));

  /** Half seconds between two collections, which free the native memory of what is garbage. */
  private static final int COLLECT = 30;

  /** From so many minutes on the model must have learnt its task, and growth is told from chance. */
  private static final double LONG = 15;

  /** MB a minute that what is held may grow, in 20 minutes: noise is below, a leak of 1 above. */
  private static final double GROWTH = 0.5;

  private final List<String> sentences = SoakText.sentences(4000, 1);
  private final TextCodec source = codec("wort");
  private final TextCodec target = codec("word");

  @TempDir Path folder;

  private static TextCodec codec(String stem) {
    return new TextCodec(new WhitespaceTokenizer(), Vocabulary.of(SoakText.words(stem)));
  }

  @Test
  void memoryThreadsAndFilesStayTheSameAndResultsRight() throws Exception {
    long start = System.nanoTime();
    List<String> unseen = SoakText.sentences(4100, 1).subList(4000, 4100);
    SoakState before = warm(unseen, start);
    List<SoakSample> samples = new ArrayList<>();
    List<HistoryEntry> history = run(unseen, start, samples);
    check(history, unseen);
    assertThat(samples.get(samples.size() - 1).requests()).isGreaterThan((long) (10 * MINUTES));
    assertFlat("MB resident", samples, SoakSample::resident);
    assertFlat("MB allocated", samples, SoakSample::allocated);
    assertFlat("MB of the heap", samples, SoakSample::heap);
    assertFlat("threads", samples, SoakSample::threads);
    assertFlat("open files", samples, SoakSample::files);
    assertThat(SoakState.now().without(before)).isEqualTo(new SoakState(List.of(), List.of()));
  }

  private List<HistoryEntry> run(List<String> unseen, long start, List<SoakSample> samples)
      throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    double heap = 0;
    try (SoakClients clients = new SoakClients(folder.resolve("run/best.zip"), unseen)) {
      Future<TrainingResult> training = thread.submit(() -> train(unseen));
      while (!training.isDone()) {
        Thread.sleep(500);
        heap = samples.size() % COLLECT == 0 ? SoakSample.collectedHeap() : heap;
        samples.add(SoakSample.now(start, heap, clients.requests()));
      }
      return training.get().history();
    } finally {
      thread.shutdown();
      thread.awaitTermination(1, TimeUnit.MINUTES);
      SoakPicture.write(samples, PICTURES.resolve("soak.png"));
      Files.write(PICTURES.resolve("soak.csv"), samples.stream().map(SoakSample::line).toList());
    }
  }

  /** The model has learnt its task, and what is trained long has learnt it well. */
  private void check(List<HistoryEntry> history, List<String> unseen) throws IOException {
    double first = history.get(0).perplexity();
    double last = history.get(history.size() - 1).perplexity();
    try (Translator translator = Translator.load(folder.resolve("run/model.zip"))) {
      long right =
          unseen.stream()
              .filter(s -> translator.translate(s).equals(SoakText.translation(s)))
              .count();
      System.out.printf(
          "soak: %.1f minutes, %d epochs, perplexity %.2f to %.2f, %d of %d right%n",
          MINUTES, history.size(), first, last, right, unseen.size());
      assertThat(right).isGreaterThan(MINUTES >= LONG ? unseen.size() * 9L / 10 : -1);
    }
    assertThat(history).hasSizeGreaterThan(1);
    assertThat(last).isLessThan(first);
  }

  /** Classes, native libraries, jars and threads of kernels come once. */
  private SoakState warm(List<String> unseen, long start) throws IOException {
    try (TrainingFolder out = TrainingFolder.open(folder.resolve("warm"));
        TrainingData data = data(unseen, out)) {
      training(out, data).updates(2).build().run();
    }
    try (Translator translator = Translator.load(folder.resolve("warm/model.zip"))) {
      translator.translate(unseen);
    }
    Files.createDirectories(PICTURES);
    SoakPicture.write(List.of(SoakSample.now(start, 0, 0)), PICTURES.resolve("warm.png"));
    return SoakState.now();
  }

  private TrainingResult train(List<String> unseen) throws IOException {
    try (TrainingFolder out = TrainingFolder.open(folder.resolve("run"));
        TrainingData data = data(unseen, out)) {
      return training(out, data).time(Duration.ofMillis((long) (MINUTES * 60_000))).build().run();
    }
  }

  private TrainingData data(List<String> unseen, TrainingFolder out) throws IOException {
    Path training = SoakText.write(sentences, folder.resolve("training.tsv"));
    Path validation = SoakText.write(unseen, folder.resolve("validation.tsv"));
    return TrainingData.builder(
            TextSplit.of(ParallelText.tsv(training, 1, 2), ParallelText.tsv(validation, 1, 2)),
            source,
            target)
        .batchSize(BatchSize.sentences(32))
        .read(out);
  }

  private Training.Builder training(TrainingFolder out, TrainingData data) {
    ModelZip model =
        new ModelZip(
            Transformer.builder()
                .sourceVocabularySize(source.vocabulary().size())
                .targetVocabularySize(target.vocabulary().size())
                .modelSize(64)
                .heads(4)
                .feedForwardSize(128)
                .layers(1)
                .updater(new FastAdam(0.002))
                .build()
                .init(),
            source,
            target,
            ModelCard.builder("soak").build());
    return Training.builder(TrainingStart.of(model), data, out)
        .epochs(Integer.MAX_VALUE)
        .patience(0)
        .batchesPerUpdate(2)
        .workers(2)
        .clipping(1)
        .checkpointEvery(20);
  }

  private static void assertFlat(
      String what, List<SoakSample> samples, ToDoubleFunction<SoakSample> quantity) {
    if (MINUTES >= LONG) {
      double growth = SoakTrend.ofMinute(samples, quantity);
      System.out.printf("soak: %s grow by %.3f a minute%n", what, growth);
      assertThat(growth).as("growth of %s a minute", what).isLessThan(GROWTH);
    }
  }
}
