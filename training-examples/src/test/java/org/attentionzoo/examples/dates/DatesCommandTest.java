package org.attentionzoo.examples.dates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.attentionzoo.examples.report.OutputFolder;
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
    try (OutputFolder other = OutputFolder.open(folder)) {
      assertThat(other).isNotNull();
      assertThat(run("--out", folder.toString())).isEqualTo(1);
    }
    assertThat(err.toString()).contains(folder + " is in use: process ");
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
