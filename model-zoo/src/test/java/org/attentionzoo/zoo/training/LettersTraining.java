package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.TextSplit;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small model that learns to write letters as words, trained as an app would. */
abstract class LettersTraining {
  static final int BATCHES = 9; // of four pairs
  static final List<String> LETTERS = List.of("a", "b", "c", "d", "e", "f");
  static final List<String> WORDS = List.of("one", "two", "three", "four", "five", "six");
  @TempDir Path folder;
  TextSplit text;
  final TextCodec source = codec(LETTERS);
  final TextCodec target = codec(WORDS);

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

  static TextCodec codec(List<String> tokens) {
    return new TextCodec(new WhitespaceTokenizer(), Vocabulary.of(tokens));
  }

  ModelZip newModel(double learningRate) {
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

  TrainingResult train(String name, UnaryOperator<Training.Builder> more) throws IOException {
    return train(name, more, new AtomicReference<>());
  }

  TrainingResult train(
      String name, UnaryOperator<Training.Builder> more, AtomicReference<Training> training)
      throws IOException {
    return run(name, null, more, training);
  }

  /** Three epochs of nine batches, two of them an update, a checkpoint every three updates. */
  TrainingResult run(
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

  /** Notes the end of each epoch. */
  static ProgressListener noting(List<EpochEnd> ends) {
    return new ProgressListener() {
      @Override
      public void epoch(EpochEnd end) {
        ends.add(end);
      }
    };
  }

  /** Does something after so many batches. */
  static ProgressListener at(int batches, Runnable what) {
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

  double metric(String name, String file, String metric) {
    try {
      return ModelZip.load(folder.resolve(name).resolve(file)).card().metrics().get(metric);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Path> checkpoints(String name) throws IOException {
    return new CheckpointFolder(folder.resolve(name).resolve("checkpoints"), 3).files();
  }

  static Set<String> files(Path folder) {
    return new TreeSet<>(List.of(folder.toFile().list()));
  }
}
