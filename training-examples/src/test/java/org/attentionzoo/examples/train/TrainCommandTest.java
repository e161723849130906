package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.junit.jupiter.api.Test;

/** A training begun, resumed and fine-tuned, and its options. */
class TrainCommandTest extends TrainCommandRun {

  @Test
  void learnsPairsByHeartAndTranslatesThemBack() throws IOException {
    assertThat(
            train(
                "run",
                "--tokenizer=word",
                "--model=bahdanau",
                "--embedding-size=24",
                "--units=32",
                "--dropout=0",
                "--batch-size=6",
                "--learning-rate=0.02",
                "--warmup=20",
                "--epochs=40",
                "--patience=6"))
        .as("%s", err)
        .isZero();

    Path run = folder.resolve("run");
    assertThat(translate(String.join("\n", SmallCorpus.sources()), run.resolve("model.zip")))
        .isEqualTo(SmallCorpus.targets());
    assertThat(out.toString()).contains("model.zip").contains("BLEU 100.00");
    RunFolder files = new RunFolder(run);
    assertThat(files.history()).hasSizeGreaterThan(1);
    assertThat(files.history().get(0).validationLoss())
        .isGreaterThan(files.history().get(files.history().size() - 1).validationLoss());
    assertThat(files.samples()).hasSize(3).allMatch(sample -> sample.attention() != null);
    assertThat(files.options().orElseThrow().options()).containsEntry("units", "32");
    assertThat(run.resolve("best.zip")).exists();
  }

  @Test
  void withoutTheJarsOfItsPagesItSaysHowToBuildWithThem() {
    assumeThat(TrainingUi.find()).isEmpty();
    assertThat(train("run", "--ui")).isEqualTo(1);
    assertThat(err.toString()).contains("--ui").contains("build with -Pui");
    assertThat(folder.resolve("run")).doesNotExist();
    assertThat(train("run", "--ui=70000")).isEqualTo(2);
    assertThat(err.toString()).contains("--ui must be a port, 1 to 65535, but is 70000");
  }

  @Test
  void twoFilesAndAFolderAreEnough() throws IOException {
    List<String> arguments =
        List.of(
            "train",
            "--train-source=" + folder.resolve("a.de"),
            "--train-target=" + folder.resolve("a.en"),
            "--out=" + folder.resolve("run"),
            "--steps=2");
    assertThat(run(arguments)).as("%s", err).isZero();
    assertThat(err.toString()).contains("3 pairs to validate with");
    assertThat(translate("der Hund", folder.resolve("run/model.zip"))).hasSize(1);
  }

  @Test
  void resumeWithOtherOptionsSaysWhich() {
    String[] options = {"--steps=2", "--model-size=16", "--heads=2", "--layers=1", "--tying=all"};
    assertThat(train("run", options)).as("%s", err).isZero();
    assertThat(train("run", options)).isEqualTo(1);
    assertThat(err.toString()).contains("holds a training already: --resume goes on with it");

    assertThat(resume("run", "--model-size=32", "--seed=7", "--steps=3", "--clip=1")).isEqualTo(1);
    assertThat(err.toString())
        .contains("cannot go on with other options: --model-size was 16 and is 32; --seed was 42")
        .doesNotContain("--steps was")
        .doesNotContain("--clip was");

    assertThat(resume("run", "--steps=3")).as("%s", err).isZero();
    assertThat(err.toString()).contains("3 updates are done");
  }

  @Test
  void aScheduleThatEndsWithTheTrainingKeepsItsEnd() throws IOException {
    for (String schedule : List.of("cosine", "linear")) {
      String[] options = {"--model=seq2seq", "--units=8", "--batch-size=12", "--epochs=2"};
      assertThat(train(schedule, with(options, "--schedule=" + schedule))).as("%s", err).isZero();

      assertThat(resume(schedule, "--epochs=4", "--steps=3")).isEqualTo(1);
      assertThat(err.toString())
          .contains("--epochs was 2 and is 4; --steps was not given and is 3; with --schedule ")
          .contains("--schedule " + schedule + " the learning rate falls to 0")
          .contains("--from " + folder.resolve(schedule).resolve("model.zip"));
      assertThat(resume(schedule, "--epochs=1")).as("shorter").isEqualTo(1);
      assertThat(new RunFolder(folder.resolve(schedule)).history()).hasSize(2);

      assertThat(resume(schedule, "--epochs=2", "--minutes=9", "--patience=1"))
          .as("%s", err)
          .isZero();
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void whatAKilledTrainingLeftHalfWrittenIsRemoved() throws IOException {
    String[] options = {"--model=seq2seq", "--units=8", "--steps=1"};
    assertThat(train("run", options)).as("%s", err).isZero();
    Path run = folder.resolve("run");
    List<Path> halves =
        List.of(run.resolve(".attention-zoo-1"), run.resolve("checkpoints/.attention-zoo-2"));
    for (Path half : halves) {
      Files.writeString(half, "half");
    }
    assertThat(resume("run")).as("%s", err).isZero();
    assertThat(halves).allSatisfy(half -> assertThat(half).doesNotExist());
  }

  @Test
  void resumeWithChangedDataSaysWhich() throws IOException {
    assertThat(train("run", "--steps=1", "--model-size=16", "--heads=2", "--layers=1")).isZero();
    List<String> more = new ArrayList<>(SmallCorpus.sources());
    more.set(0, "ein längerer Satz als vorher");
    Files.write(folder.resolve("a.de"), more);
    assertThat(resume("run")).isEqualTo(1);
    assertThat(err.toString()).contains("cannot go on with other data: it was ").contains("a.de");

    Files.write(folder.resolve("a.de"), SmallCorpus.sources());
    assertThat(resume("run", "--steps=2")).as("%s", err).isZero();
    more.set(0, SmallCorpus.sources().get(0).replace("Hund", "Mund")); // as long as before
    Files.write(folder.resolve("a.de"), more);
    err.getBuffer().setLength(0);
    assertThat(resume("run", "--steps=3")).isEqualTo(1);
    assertThat(err.toString()).contains("cannot go on with other data: it was ").contains("a.de");
  }

  @Test
  void fineTunesASavedModelOnOtherPairs() throws IOException {
    String[] small = {"--model=seq2seq", "--units=16", "--embedding-size=8", "--merges=20"};
    assertThat(train("base", with(small, "--steps=3"))).as("%s", err).isZero();
    Path base = folder.resolve("base/model.zip");
    List<String> sources = SmallCorpus.sources();
    Files.write(folder.resolve("a.de"), sources.stream().map(s -> "heute " + s).toList());
    String from = "--from=" + base;

    assertThat(train("still", from, "--steps=1", "--learning-rate=1e-30")).as("%s", err).isZero();
    assertThat(model("still").network().params()).isEqualTo(ModelZip.load(base).network().params());
    assertThat(train("tuned", from, "--steps=4", "--seed=3", "--schedule=constant"))
        .as("%s", err)
        .isZero();
    ModelZip tuned = model("tuned");
    assertThat(tuned.source()).isEqualTo(ModelZip.load(base).source());
    assertThat(lastStep("tuned")).isEqualTo(4);
    assertThat(tuned.card().modelName()).isEqualTo("seq2seq");
    assertThat(tuned.card().extras().get("earlier training data")).contains("a.de");
    assertThat(new RunFolder(folder.resolve("tuned")).options().orElseThrow().options())
        .containsEntry("from", base.toString())
        .containsEntry("seed", "3")
        .doesNotContainKeys("model", "tokenizer", "units", "dropout");
    assertThat(translate("heute sieht Maria", folder.resolve("tuned/model.zip"))).hasSize(1);

    Files.delete(base); // a training that goes on does not need it any more
    assertThat(train("part", from)).isEqualTo(1);
    assertThat(resume("tuned", "--steps=6")).as("%s", err).isZero();
    assertThat(lastStep("tuned")).isEqualTo(6);
  }

  @Test
  void whatCannotBeFineTunedIsRefusedBeforeTheFolderIsMade() throws IOException {
    assertThat(train("run", "--from=none.zip", "--units=7")).isEqualTo(2);
    assertThat(err.toString()).contains("--units has no meaning with --from: none.zip has its own");
    assertThat(train("run", "--from=none.zip", "--lower-case")).isEqualTo(2);
    assertThat(err.toString()).contains("--lower-case has no meaning with --from");
    assertThat(train("run", "--from=none.zip")).isEqualTo(1);
    assertThat(err.toString()).contains("none.zip: does not exist");

    assertThat(train("base", "--steps=1", "--model-size=8", "--heads=2", "--layers=1")).isZero();
    ModelZip whole = model("base");
    Path bare = folder.resolve("bare.zip");
    ModelCard card = ModelCard.builder("bare").build();
    new ModelZip(whole.network(), whole.source(), whole.target(), card).save(bare);
    assertThat(train("run", "--from=" + bare)).isEqualTo(1);
    assertThat(err.toString()).contains("bare.zip: the model has no tokenizers to read text with");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void optionsOfAnotherModelAreRefused() {
    assertThat(train("run", "--model=luong", "--heads=2")).isEqualTo(2);
    assertThat(train("run", "--model=transformer", "--units=2")).isEqualTo(2);
    assertThat(train("run", "--window-width=3", "--model=luong")).isEqualTo(2);
    assertThat(train("run", "--tokenizer=word", "--merges=10")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--heads has no meaning for --model luong, only for [transformer]")
        .contains("--units has no meaning for --model transformer")
        .contains("--window-width needs --window local-m or local-p")
        .contains("--merges has no meaning for --tokenizer word, only for bpe");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    for (String option :
        List.of(
            "--epochs=0",
            "--steps=0",
            "--minutes=0",
            "--patience=-1",
            "--learning-rate=0",
            "--warmup=-1",
            "--beta2=1",
            "--clip=-1",
            "--accumulate=0",
            "--keep=0",
            "--average=4",
            "--checkpoint-every=-1",
            "--batch-size=0",
            "--batch-tokens=0",
            "--batch-tokens=-5",
            "--learned-positions=1",
            "--max-length=0",
            "--max-ratio=0.5",
            "--valid-beam=0",
            "--samples=-1",
            "--min-frequency=0",
            "--vocabulary-size=4",
            "--merges=0",
            "--bpe-dropout=-0.1",
            "--bpe-dropout=1",
            "--columns=0,1")) {
      assertThat(train("run", option)).as(option).isEqualTo(2);
      assertThat(err.toString()).contains(option.substring(0, option.indexOf('=')) + " must be");
      err.getBuffer().setLength(0);
    }
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNamed() throws IOException {
    Files.writeString(folder.resolve("run"), "a file");
    assertThat(train("run", "--steps=1")).isEqualTo(1);
    assertThat(err.toString())
        .contains("--out")
        .contains("run is no folder that can be written to");
    assertThat(folder.resolve("run")).hasContent("a file");

    Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("other/checkpoints"), "a file, too");
    assertThat(train("other", "--steps=1", "--model-size=16", "--heads=2", "--layers=1"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("other/checkpoints: is in the way").doesNotContain("\tat ");
  }

  private long lastStep(String name) throws IOException {
    List<HistoryEntry> history = new RunFolder(folder.resolve(name)).history();
    return history.get(history.size() - 1).step();
  }
}
