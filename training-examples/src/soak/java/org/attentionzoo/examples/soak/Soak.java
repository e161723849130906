package org.attentionzoo.examples.soak;

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

/**
 * A training on two workers with other lengths in each batch, validations and checkpoints, beside
 * four threads that translate with its best model.
 */
final class Soak {

  private static final Path PICTURES = Path.of(System.getProperty("soak.folder"));

  private final List<String> sentences = SoakText.sentences(4000, 1);
  private final List<String> unseen = SoakText.sentences(4100, 1).subList(4000, 4100);
  private final TextCodec source = codec("wort");
  private final TextCodec target = codec("word");
  private final Path folder;
  private final double minutes;
  private final int collect;

  /**
   * @param folder for everything but the picture
   * @param minutes of training
   * @param collect half seconds between two collections, which free the native memory of what is
   *     garbage
   */
  Soak(Path folder, double minutes, int collect) {
    this.folder = folder;
    this.minutes = minutes;
    this.collect = collect;
  }

  /**
   * What it came to.
   *
   * @param samples two a second
   * @param history of the training
   * @param before threads and files before the training
   */
  record Result(List<SoakSample> samples, List<HistoryEntry> history, SoakState before) {

    /** Threads and files that were not there before. */
    SoakState left() throws IOException {
      return SoakState.now().without(before);
    }
  }

  private static TextCodec codec(String stem) {
    return new TextCodec(new WhitespaceTokenizer(), Vocabulary.of(SoakText.words(stem)));
  }

  /** Sentences that it is not trained with. */
  List<String> unseen() {
    return unseen;
  }

  /** What it has learnt. */
  Path model() {
    return folder.resolve("run/model.zip");
  }

  /**
   * Runs it.
   *
   * @param name of picture and table
   * @param beside is done with each sample
   */
  Result run(String name, Runnable beside) throws Exception {
    long start = System.nanoTime();
    SoakState before = warm(start);
    List<SoakSample> samples = new ArrayList<>();
    List<HistoryEntry> history = run(name, beside, start, samples);
    return new Result(samples, history, before);
  }

  private List<HistoryEntry> run(String name, Runnable beside, long start, List<SoakSample> samples)
      throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    double heap = 0;
    try (SoakClients clients = new SoakClients(folder.resolve("run/best.zip"), unseen)) {
      Future<TrainingResult> training = thread.submit(() -> train());
      while (!training.isDone()) {
        Thread.sleep(500);
        heap = samples.size() % collect == 0 ? SoakSample.collectedHeap() : heap;
        samples.add(SoakSample.now(start, heap, clients.requests()));
        beside.run();
      }
      return training.get().history();
    } finally {
      thread.shutdown();
      thread.awaitTermination(1, TimeUnit.MINUTES);
      SoakPicture.write(samples, PICTURES.resolve(name + ".png"));
      Files.write(PICTURES.resolve(name + ".csv"), samples.stream().map(SoakSample::line).toList());
    }
  }

  /** Classes, native libraries, jars and threads of kernels come once. */
  private SoakState warm(long start) throws IOException {
    try (TrainingFolder out = TrainingFolder.open(folder.resolve("warm"));
        TrainingData data = data(out)) {
      training(out, data).updates(2).build().run();
    }
    try (Translator translator = Translator.load(folder.resolve("warm/model.zip"))) {
      translator.translate(unseen);
    }
    Files.createDirectories(PICTURES);
    SoakPicture.write(List.of(SoakSample.now(start, 0, 0)), PICTURES.resolve("warm.png"));
    return SoakState.now();
  }

  private TrainingResult train() throws IOException {
    try (TrainingFolder out = TrainingFolder.open(folder.resolve("run"));
        TrainingData data = data(out)) {
      return training(out, data).time(Duration.ofMillis((long) (minutes * 60_000))).build().run();
    }
  }

  private TrainingData data(TrainingFolder out) throws IOException {
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
}
