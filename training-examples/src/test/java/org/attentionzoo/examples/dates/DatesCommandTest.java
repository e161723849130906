package org.attentionzoo.examples.dates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DatesCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void helpNamesEveryOptionAndModel() {
    String usage = new CommandLine(new DatesCommand(null)).getUsageMessage();
    assertThat(usage)
        .contains("--model", "--seed", "--epochs", "--examples", "--batch", "--out")
        .contains("bahdanau, luong, seq2seq, transformer")
        .contains("<en_US> 3/4/99");
  }

  @Test
  void countsBelowOneAreUsageErrorsBeforeAnythingIsTrained() {
    String to = folder.resolve("out").toString();
    assertUsageError("--epochs must be at least 1, but is 0", "--epochs", "0", "--out", to);
    assertUsageError("--examples must be at least 1, but is -5", "--examples=-5", "--out", to);
    assertUsageError("--batch must be at least 1, but is 0", "--batch", "0", "--out", to);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void whatIsNoNumberOrNoModelOrNoOptionIsNamed() {
    assertUsageError("'ten'", "--epochs", "ten");
    assertUsageError("'rnn'", "--model", "rnn");
    assertUsageError("--epoch", "--epoch", "3");
  }

  @Test
  void aBlankDateIsAUsageError() {
    assertUsageError("DATE must not be blank", "--out", folder.toString(), "1 mai 1999", " ");
  }

  @Test
  void aFolderThatCannotBeWrittenToIsAUsageError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertUsageError("--out " + file, "--out", file.toString());
    assertUsageError("--out " + file, "--out", file.resolve("below").toString());
  }

  @Test
  void aFolderThatAnotherProgramWritesToIsLeftAlone() throws IOException {
    try (LockedFolder other = LockedFolder.open(folder)) {
      assertThat(other).isNotNull();
      assertThat(run("--out", folder.toString())).isEqualTo(1);
    }
    assertThat(err.toString()).contains(folder + " is in use: process ");
  }

  @Test
  void aDateThatIsTooLongIsAUsageError() {
    assertUsageError(
        "DATE must have at most 1000 characters, but has 1001",
        "--out",
        folder.toString(),
        "1".repeat(1001));
  }

  @Test
  void theSavedModelReadsDatesAsTheCommandDoes() throws IOException {
    String[] dates = {"1 mai 1999", "<en_GB> 3/4/99"};
    int code =
        new CommandLine(new DatesCommand(DatesCommandTest::tiny))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("--epochs=1", "--examples=8", "--out=" + folder, dates[0], dates[1]);
    assertThat(code).as("%s", err).isZero();

    Path zip = folder.resolve("model.zip");
    try (ZipFile file = new ZipFile(zip.toFile())) {
      assertThat(file.stream().map(ZipEntry::getName))
          .contains("source-tokenizer.json", "target-tokenizer.json");
    }
    Translator translator = Translator.load(zip);
    for (String date : dates) {
      assertThat(out.toString()).contains(date + "  ->  " + translator.translate(date) + "\n");
    }
    assertThat(translator.read(1, "\u200e1\u00a0mai\u202f1999").tokens())
        .isEqualTo(translator.read(1, "1 mai 1999").tokens());
    assertThat(translator.read(1, "<en_GB> 3").tokens()).containsExactly("<en_GB>", " ", "3");
  }

  private static TrainableModel tiny(
      DateModels.Kind kind, int source, int target, int steps, long seed) {
    ComputationGraph network =
        Seq2Seq.builder()
            .sourceVocabularySize(source)
            .targetVocabularySize(target)
            .embeddingSize(4)
            .units(4)
            .build()
            .init();
    return new TrainableModel("tiny", network, new GraphScorer(network), false);
  }

  private void assertUsageError(String message, String... args) {
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  private int run(String... args) {
    DateModels none =
        (kind, source, target, steps, seed) -> {
          throw new AssertionError("no model shall be made");
        };
    return new CommandLine(new DatesCommand(none))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
