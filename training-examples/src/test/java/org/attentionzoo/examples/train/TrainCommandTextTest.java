package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text that a training is given: what is left out of it, and what is an error. */
class TrainCommandTextTest extends TrainCommandRun {

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
  void unknownTokensAreSaid() throws IOException {
    String[] options = {"--tokenizer=word", "--model=seq2seq", "--units=8", "--steps=1"};
    assertThat(train("base", options)).as("%s", err).isZero();
    assertThat(err.toString())
        .contains("Unknown tokens: 0.0 % of the source, 0.0 % of the target.")
        .doesNotContain("Warning");

    Path other = folder.resolve("other.tsv");
    Files.writeString(other, "der Zug\tthe train\nein Schiff\ta ship\n");
    String from = "--from=" + folder.resolve("base/model.zip");
    String out = "--out=" + folder.resolve("tuned");
    assertThat(
            run(List.of("train", from, "--train=" + other, "--valid=" + other, out, "--steps=1")))
        .as("%s", err)
        .isZero();
    assertThat(err.toString())
        .contains("Unknown tokens: 50.0 % of the source, 50.0 % of the target.")
        .contains("Warning: more than a tenth of the source and the target tokens are unknown")
        .contains(folder.resolve("base/model.zip") + " a model for these languages");

    assertThat(train("rare", with(options, "--vocabulary-size=6"))).as("%s", err).isZero();
    assertThat(err.toString()).contains("--tokenizer bpe or --fallback bytes");
  }

  @Test
  void spacesMarksAndLineBreaksInTheTextChangeNothing() throws IOException {
    Path tsv = folder.resolve("untidy.tsv");
    String bom = "\uFEFF";
    Files.writeString(
        tsv,
        (bom
                + " b \r\tzwei\u0085hunde\r\n"
                + bom
                + "c\t"
                + bom
                + "drei\u000bkatzen\nd\tvier\f\u2028vier\n")
            .repeat(8));
    String[] options = {
      "train",
      "--train=" + tsv,
      "--valid=" + tsv,
      "--tokenizer=word",
      "--model=seq2seq",
      "--units=16",
      "--embedding-size=16",
      "--learning-rate=0.05",
      "--batch-size=4",
      "--epochs=20",
      "--samples=0",
      "--out=" + folder.resolve("run")
    };
    assertThat(run(List.of(options))).as("%s", err).isZero();
    assertThat(model("run").source().tokens().subList(4, 7))
        .containsExactlyInAnyOrder("b", "c", "d");
    assertThat(model("run").target().tokens()).contains("hunde", "katzen", "vier").hasSize(4 + 5);
    assertThat(translate("b\nc\n  d \n", folder.resolve("run/model.zip")))
        .containsExactly("zwei hunde", "drei katzen", "vier vier");
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
}
