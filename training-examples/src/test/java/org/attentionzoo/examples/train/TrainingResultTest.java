package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.CheckpointFolder;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a training leaves: best.zip, model.zip, and their figures. */
class TrainingResultTest {

  private static final int BATCHES = 9; // of four pairs

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeCorpus() throws IOException {
    SmallCorpus.write(folder);
  }

  @Test
  void aTrainingThatWasStoppedInAnEpochEndsAsOneThatWasNot() throws IOException {
    String[] options = {"--best-by=loss", "--epochs=2", "--seed=4", wrongValidation()};
    String straight = train("straight", options);
    String stopped = train("stopped", with(options, "--steps=" + (BATCHES + 4), "--average=0"));

    List<HistoryEntry> history = history("stopped");
    double inTheMiddle = history.get(1).validationLoss();
    assertThat(history("straight"))
        .allMatch(epoch -> epoch.validationLoss() > inTheMiddle + 0.01)
        .isSortedAccordingTo((a, b) -> Double.compare(a.validationLoss(), b.validationLoss()));
    assertThat(stopped).contains("model.zip: the model of update 13, validation perplexity");
    assertThat(perplexity("stopped", "model.zip")).isEqualTo(history.get(1).perplexity());
    assertThat(perplexity("stopped", "best.zip")).isEqualTo(history.get(0).perplexity());
    assertThat(train("stopped", "--resume", "--steps=999", "--average=3"))
        .isEqualTo(straight.replace("straight", "stopped"));

    for (String file : List.of("best.zip", "model.zip")) {
      assertThat(params("stopped", file)).isEqualTo(params("straight", file));
      assertThat(perplexity("stopped", file)).isEqualTo(perplexity("straight", file));
    }
    assertThat(figures("stopped")).isEqualTo(figures("straight"));
    assertThat(checkpoints("stopped"))
        .extracting(Path::getFileName)
        .isEqualTo(checkpoints("straight").stream().map(Path::getFileName).toList());
  }

  @Test
  void aLimitAtTheEndOfAnEpochOrBeforeTheFirstBatchLeavesAModel() throws IOException {
    assertThat(train("whole", "--steps=" + BATCHES)).contains("model.zip: the model of epoch 1,");
    assertThat(history("whole")).hasSize(1);
    train("whole", "--resume", "--steps=" + (BATCHES + 1));
    assertThat(history("whole"))
        .extracting(HistoryEntry::epoch)
        .as("the epoch is not validated again")
        .containsExactly(1, 2);

    assertThat(train("none", "--minutes=1e-9")).contains("model.zip: the model of update 0,");
    assertThat(params("none", "best.zip")).isEqualTo(params("none", "model.zip"));
  }

  @Test
  void theResultIsTheMeanOfTheLastCheckpointsIfThatIsBetter() throws IOException {
    String[] options = {
      "--best-by=loss",
      "--epochs=2",
      "--seed=4",
      "--checkpoint-every=3",
      "--keep=5",
      wrongValidation()
    };
    String result = train("mean", with(options, "--average=4"));
    assertThat(err.toString()).contains("the average of the last 4 checkpoints: loss ");
    assertThat(result).contains("model.zip: the average of the last 4 checkpoints, validation");

    List<Path> files = checkpoints("mean");
    assertThat(files).hasSize(5);
    INDArray sum = ModelZip.load(files.get(1)).network().params().dup();
    for (Path file : files.subList(2, 5)) {
      sum.addi(ModelZip.load(file).network().params());
    }
    assertThat(params("mean", "model.zip").equalsWithEps(sum.divi(4), 1e-6)).isTrue();
    assertThat(perplexity("mean", "model.zip")).isLessThan(perplexity("mean", "best.zip"));

    err.getBuffer().setLength(0);
    assertThat(train("last", with(options, "--average=0"))).contains("the model of epoch ");
    assertThat(err.toString()).doesNotContain("average");
    assertThat(params("last", "model.zip")).isEqualTo(params("last", "best.zip"));
  }

  /** Translations of other sentences: a model gets better until it knows its own too well. */
  private String wrongValidation() throws IOException {
    List<String> targets = new ArrayList<>(SmallCorpus.targets());
    Collections.rotate(targets, -13);
    return "--valid-target=" + Files.write(folder.resolve("a.wrong"), targets);
  }

  /** Trains a small model fast; returns what it prints at the end. */
  private String train(String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--out=" + folder.resolve(name)));
    if (!List.of(more).contains("--resume")) {
      SmallCorpus.options(folder).stream()
          .filter(option -> !String.join(" ", more).contains(option.split("=")[0]))
          .forEach(arguments::add);
      arguments.addAll(
          List.of(
              "--tokenizer=word",
              "--model=seq2seq",
              "--units=16",
              "--embedding-size=16",
              "--dropout=0",
              "--batch-size=4",
              "--schedule=constant",
              "--learning-rate=0.15",
              "--patience=0",
              "--samples=0"));
    }
    arguments.addAll(List.of(more));
    out.getBuffer().setLength(0);
    int code =
        AttentionZoo.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).as("%s", err).isZero();
    return out.toString();
  }

  private static String[] with(String[] options, String... more) {
    return Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private List<HistoryEntry> history(String name) throws IOException {
    return new RunFolder(folder.resolve(name)).history();
  }

  private List<List<Number>> figures(String name) throws IOException {
    return history(name).stream()
        .map(entry -> List.<Number>of(entry.epoch(), entry.step(), entry.validationLoss()))
        .toList();
  }

  private List<Path> checkpoints(String name) throws IOException {
    return new CheckpointFolder(folder.resolve(name).resolve("checkpoints"), 1).files();
  }

  private INDArray params(String name, String file) throws IOException {
    return ModelZip.load(folder.resolve(name).resolve(file)).network().params();
  }

  /** As on the model's card. */
  private double perplexity(String name, String file) throws IOException {
    return ModelZip.load(folder.resolve(name).resolve(file))
        .card()
        .metrics()
        .get("validation perplexity");
  }
}
