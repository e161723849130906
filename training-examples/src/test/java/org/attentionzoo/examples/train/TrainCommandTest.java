package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.report.HistoryEntry;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.examples.translate.TranslateCommand;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class TrainCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeCorpus() throws IOException {
    SmallCorpus.write(folder);
  }

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
    for (String place : List.of(".model-zip-1", "checkpoints/.model-zip-2")) {
      Files.createDirectory(run.resolve(place));
      Files.writeString(run.resolve(place).resolve("model.zip"), "half");
    }
    assertThat(resume("run")).as("%s", err).isZero();
    assertThat(run.resolve(".model-zip-1")).doesNotExist();
    assertThat(run.resolve("checkpoints/.model-zip-2")).doesNotExist();
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
            "--columns=0,1")) {
      assertThat(train("run", option)).as(option).isEqualTo(2);
      assertThat(err.toString()).contains(option.substring(0, option.indexOf('=')) + " must be");
      err.getBuffer().setLength(0);
    }
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void rareAndUnknownTokensAreSpelled() throws IOException {
    String[] options = {
      "--tokenizer=word", "--min-frequency=10", "--model=seq2seq", "--units=8", "--steps=1"
    };
    assertThat(train("none", options)).as("%s", err).isZero();
    assertThat(unknown("none", "sieht Maria")).isEqualTo(1);

    assertThat(train("letters", with(options, "--fallback=characters"))).as("%s", err).isZero();
    assertThat(model("letters").sourceCodec().encode("sieht Maria")).hasSize(1 + 5);
    assertThat(unknown("letters", "sieht Maria")).as("a@@ and i@@ are known").isEqualTo(3);

    assertThat(train("bytes", with(options, "--fallback=bytes"))).as("%s", err).isZero();
    assertThat(unknown("bytes", "der Hund 日本 Zebra")).isZero();
    TextCodec codec = model("bytes").sourceCodec();
    assertThat(codec.decode(codec.encode("der Hund 日本 Zebra"))).isEqualTo("der Hund 日本 Zebra");
    assertThat(codec.tokenizer().tokenize("sieht Maria"))
        .containsExactly("sieht", "<0x4D>@@", "a@@", "<0x72>@@", "i@@", "<0x61>");

    assertThat(train("run", "--fallback=bytes", "--vocabulary-size=400")).isEqualTo(2);
    assertThat(err.toString()).contains("--vocabulary-size must be at least 440, but is 400");
  }

  /** Tokens of a text that a model does not know. */
  private long unknown(String name, String text) throws IOException {
    return IntStream.of(model(name).sourceCodec().encode(text))
        .filter(id -> id == Vocabulary.UNK)
        .count();
  }

  @Test
  void wrongTextIsNamedWithItsPlace() throws IOException {
    Files.write(folder.resolve("a.en"), SmallCorpus.targets().subList(0, 30));
    assertThat(train("short")).isEqualTo(1);
    assertThat(err.toString()).contains("a.de").contains("a.en").contains("36").contains("30");

    Files.write(folder.resolve("a.en"), SmallCorpus.targets());
    byte[] bytes = Files.readAllBytes(folder.resolve("a.de"));
    int line = 0;
    for (int i = 0; i < bytes.length && line < 6; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
      bytes[i + 1] = line == 6 ? (byte) 0xFF : bytes[i + 1];
    }
    Files.write(folder.resolve("a.de"), bytes);
    assertThat(train("utf8")).isEqualTo(1);
    assertThat(err.toString()).contains("a.de:7: byte 0xFF").contains("is not UTF-8");

    Files.write(folder.resolve("a.de"), new byte[0]);
    assertThat(train("empty")).isEqualTo(1);
    assertThat(err.toString()).contains("a.de: is empty");

    Files.writeString(folder.resolve("a.de"), "\n".repeat(36));
    assertThat(train("blank", "--tokenizer=word")).isEqualTo(1);
    assertThat(err.toString()).containsIgnoringCase("no pair");
    assertThat(err.toString()).doesNotContain("\tat ");
  }

  @Test
  void aHugeLineIsLeftOut() throws IOException {
    List<String> sources = new ArrayList<>(SmallCorpus.sources());
    sources.set(1, "wort ".repeat(200_000));
    Path huge = Files.write(folder.resolve("huge.de"), sources);
    assertThat(
            run(
                List.of(
                    "train",
                    "--train-source=" + huge,
                    "--train-target=" + folder.resolve("a.en"),
                    "--valid-source=" + folder.resolve("a.de"),
                    "--valid-target=" + folder.resolve("a.en"),
                    "--out=" + folder.resolve("run"),
                    "--model-size=16",
                    "--layers=1",
                    "--steps=1")))
        .as("%s", err)
        .isZero();
    assertThat(err.toString()).contains("36 pairs read, 35 kept; left out: 0 empty, 1 too long");
  }

  @Test
  void longLinesAmongThoseThatAreSetAsideAreLeftOut() throws IOException {
    List<String> sources = new ArrayList<>(SmallCorpus.sources());
    sources.set(11, "wort ".repeat(200_000)); // lines 12, 24 and 36 are set aside
    sources.set(23, "wort ".repeat(40));
    Path some = Files.write(folder.resolve("huge.de"), sources);
    List<String> arguments =
        List.of(
            "train",
            "--train-source=" + some,
            "--train-target=" + folder.resolve("a.en"),
            "--out=" + folder.resolve("run"),
            "--tokenizer=word",
            "--max-length=30",
            "--model-size=16",
            "--heads=2",
            "--layers=1",
            "--steps=1");
    assertThat(run(arguments)).as("%s", err).isZero();
    assertThat(err.toString())
        .contains("33 pairs read, 33 kept")
        .contains(
            "1 pairs to validate with; left out: 0 with an empty side, 2 of more than 30 tokens or"
                + " 10,000 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--model=transformer --model-size=16 --heads=2 --layers=1 --learned-positions=9",
        "--model=luong --units=8 --score=location --max-length=8"
      })
  void sentencesBeyondTheModelsPositionsAreLeftOut(String model) throws IOException {
    String[] options = (model + " --tokenizer=word --epochs=1 --average=0").split(" ");
    List<String> sources = new ArrayList<>(SmallCorpus.sources());
    List<String> targets = new ArrayList<>(SmallCorpus.targets());
    sources.set(0, "Maria ".repeat(8).strip());
    sources.set(1, "Maria ".repeat(9).strip());
    targets.set(2, "Maria ".repeat(8).strip());
    targets.set(3, "Maria ".repeat(9).strip());
    Files.write(folder.resolve("a.de"), sources);
    Files.write(folder.resolve("a.en"), targets);
    assertThat(train("base", options)).as("%s", err).isZero();
    String counts = "36 pairs read, 34 kept; left out: 0 empty, 2 too long";
    String validation =
        "34 pairs to validate with; left out: 0 with an empty side, 2 of more than 8";
    assertThat(err.toString()).contains(counts, validation);

    err.getBuffer().setLength(0);
    assertThat(resume("base", "--epochs=2")).as("%s", err).isZero();
    assertThat(err.toString()).contains(counts, validation);

    err.getBuffer().setLength(0);
    String from = "--from=" + folder.resolve("base/model.zip");
    assertThat(train("tuned", from, "--epochs=1", "--max-length=50")).as("%s", err).isZero();
    assertThat(err.toString()).contains(counts, validation);
  }

  @Test
  void batchesAreFilledUpToANumberOfTokens() {
    String[] options = {
      "--tokenizer=word", "--model=seq2seq", "--units=8", "--embedding-size=4", "--steps=1"
    };
    assertThat(train("tokens", with(options, "--batch-tokens=16"))).as("%s", err).isZero();
    assertThat(err.toString()).contains(" 18 batches an epoch"); // two sentences of 7 or 8 places
    assertThat(train("both", with(with(options, "--batch-tokens=16"), "--batch-size=4")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--batch-size and --batch-tokens exclude each other");
    assertThat(folder.resolve("both")).doesNotExist();
  }

  @Test
  void aModelThatWritesLowerCaseIsMeasuredInLowerCase() throws IOException {
    Files.write(
        folder.resolve("a.en"),
        SmallCorpus.targets().stream().map(line -> line.toUpperCase(Locale.ROOT)).toList());
    String[] options = {
      "--tokenizer=word",
      "--model=bahdanau",
      "--embedding-size=24",
      "--units=32",
      "--dropout=0",
      "--batch-size=6",
      "--learning-rate=0.02",
      "--warmup=20",
      "--epochs=8"
    };
    assertThat(train("run", with(options, "--lower-case"))).as("%s", err).isZero();
    List<HistoryEntry> history = new RunFolder(folder.resolve("run")).history();
    assertThat(history.get(history.size() - 1).bleu()).isGreaterThan(50);
    assertThat(history.get(history.size() - 1).chrf()).isGreaterThan(50);

    String from = "--from=" + folder.resolve("run/model.zip");
    assertThat(train("tuned", from, "--steps=1", "--learning-rate=1e-30")).as("%s", err).isZero();
    assertThat(new RunFolder(folder.resolve("tuned")).history().get(0).bleu()).isGreaterThan(50);
  }

  @Test
  void aCodeFileOfTheWrongFormatIsNamed() throws IOException {
    Path codes = Files.writeString(folder.resolve("codes"), "one\n");
    assertThat(train("run", "--bpe-codes=" + codes)).isEqualTo(1);
    assertThat(err.toString())
        .contains(codes + ":1: not a BPE codes file: expected \"#version: 0.2\", found \"one\"")
        .doesNotContain("\tat ");
  }

  @Test
  void aTargetLanguageNeverSeenIsMeasuredAndNotAnError() throws IOException {
    List<String> greek = SmallCorpus.sources().stream().map(line -> "ένα σκυλί τρέχει").toList();
    Files.write(folder.resolve("a.el"), greek);
    List<String> arguments =
        List.of(
            "train",
            "--train-source=" + folder.resolve("a.de"),
            "--train-target=" + folder.resolve("a.en"),
            "--valid-source=" + folder.resolve("a.de"),
            "--valid-target=" + folder.resolve("a.el"),
            "--out=" + folder.resolve("run"),
            "--tokenizer=word",
            "--model-size=16",
            "--heads=2",
            "--layers=1",
            "--steps=2");
    assertThat(run(arguments)).as("%s", err).isZero();
    HistoryEntry measured = new RunFolder(folder.resolve("run")).history().get(0);
    assertThat(measured.bleu()).isZero();
    assertThat(measured.perplexity()).isFinite().isGreaterThan(1);
    assertThat(translate("ένα σκυλί", folder.resolve("run/model.zip"))).hasSize(1);
  }

  @Test
  void validationTextWithoutSentencesIsNamed() throws IOException {
    Files.writeString(folder.resolve("blank"), "\n".repeat(36));
    List<String> arguments =
        List.of(
            "train",
            "--train-source=" + folder.resolve("a.de"),
            "--train-target=" + folder.resolve("a.en"),
            "--valid-source=" + folder.resolve("a.de"),
            "--valid-target=" + folder.resolve("blank"),
            "--out=" + folder.resolve("run"),
            "--tokenizer=word");
    assertThat(run(arguments)).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "blank: no pair to validate with; left out: 36 with an empty side, 0 of more than");
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

  private ModelZip model(String name) throws IOException {
    return ModelZip.load(folder.resolve(name).resolve("model.zip"));
  }

  private long lastStep(String name) throws IOException {
    List<HistoryEntry> history = new RunFolder(folder.resolve(name)).history();
    return history.get(history.size() - 1).step();
  }

  private static String[] with(String[] options, String more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  private int train(String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--out=" + folder.resolve(name)));
    arguments.addAll(SmallCorpus.options(folder));
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  private int resume(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--resume", "--out=" + folder.resolve(name)));
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  private int run(List<String> arguments) {
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .execute(arguments.toArray(String[]::new));
  }

  private List<String> translate(String text, Path model) {
    StringWriter translations = new StringWriter();
    int code =
        new CommandLine(
                new TranslateCommand(
                    GraphScorer::new,
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
            .setOut(new PrintWriter(translations))
            .execute(model.toString());
    assertThat(code).isZero();
    return translations.toString().lines().toList();
  }
}
