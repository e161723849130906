package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Learning from people's sentences, German to English, in a small size. */
class RealSentencesTest {

  private static final int BY_HEART = 300;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;
  private Path sentences;

  @BeforeEach
  void copySentences() throws IOException {
    sentences = folder.resolve("tatoeba.tsv");
    try (InputStream in = RealSentencesTest.class.getResourceAsStream("tatoeba.tsv")) {
      Files.copy(in, sentences);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--model=bahdanau --embedding-size=64 --units=64 --learning-rate=0.01",
        "--model=transformer --model-size=64 --heads=4 --layers=1 --feed-forward=128"
            + " --learning-rate=0.005"
      })
  void someHundredAreLearntByHeartAndTranslatedBack(String model) throws IOException {
    List<SentencePair> pairs =
        ParallelText.tsv(sentences, 2, 1).lines(line -> line <= BY_HEART).readAll();
    Path few = folder.resolve("few.tsv");
    Files.write(few, Files.readAllLines(sentences).subList(0, 10));
    List<String> options =
        new ArrayList<>(
            List.of(
                "--valid=" + few,
                "--limit=" + BY_HEART,
                "--epochs=30",
                "--batch-size=20",
                "--warmup=20",
                "--dropout=0",
                "--label-smoothing=0",
                "--patience=0",
                "--average=0"));
    options.addAll(List.of(model.split(" ")));
    train(options);

    Path german = folder.resolve("german");
    Path english = folder.resolve("english");
    Files.write(german, pairs.stream().map(SentencePair::source).toList());
    run(
        "translate",
        folder.resolve("run/model.zip").toString(),
        "--input=" + german,
        "--output=" + english);
    List<String> translations = Files.readAllLines(english);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < BY_HEART; i++) {
      if (!translations.get(i).equals(pairs.get(i).target())) {
        wrong.add(translations.get(i) + " for " + pairs.get(i));
      }
    }
    assertThat(wrong).hasSizeLessThanOrEqualTo(BY_HEART / 50);
  }

  @Test
  void anEpochImprovesTheLossOnSentencesThatWereNotTrainedWith() throws IOException {
    train(
        List.of(
            "--valid-size=50",
            "--model-size=64",
            "--heads=4",
            "--layers=1",
            "--batch-size=10",
            "--warmup=20",
            "--epochs=2"));
    Path run = folder.resolve("run");
    int tokens = ModelZip.load(run.resolve("model.zip")).target().size();
    List<HistoryEntry> history = new RunFolder(run).history();
    assertThat(history.get(0).validationLoss()).isLessThan(Math.log(tokens) - 0.5); // of guessing
    assertThat(history.get(1).validationLoss()).isLessThan(history.get(0).validationLoss());
  }

  private void train(List<String> options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--train=" + sentences,
                "--columns=2,1",
                "--out=" + folder.resolve("run"),
                "--tokenizer=word",
                "--samples=0"));
    arguments.addAll(options);
    run(arguments.toArray(String[]::new));
  }

  private void run(String... arguments) {
    int code =
        AttentionZoo.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    assertThat(code).as("%s", err).isZero();
  }
}
