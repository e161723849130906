package org.attentionzoo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class AttentionZooTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commands = AttentionZoo.commandLine();

  private int run(String... args) {
    return Program.configure(commands)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(args);
  }

  @Test
  void helpNamesTheProgramOnStandardOutput() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("attention-zoo");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void versionIsPrinted() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("attention-zoo ");
  }

  @Test
  void anUnknownOptionIsNamedAndFails() {
    assertThat(run("--no-such-option")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--no-such-option");
  }

  @Test
  void noCommandAtAllShowsTheUsageAndFails() {
    assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("Usage: attention-zoo");
  }

  @Test
  void whatIsWrongWithAnOptionIsNotPushedAwayByAllTheOthers() {
    assertThat(run("train", "--layer=2")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString().lines())
        .hasSizeLessThan(6)
        .contains("Try attention-zoo train --help for all that it takes.")
        .first()
        .asString()
        .contains("--out"); // is missing
    err.getBuffer().setLength(0);
    assertThat(run("train", "--out=run", "--layer=2")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--layer=2").contains("Possible solutions:", "--layers");
  }

  @Test
  void badInputIsToldInOneLine() {
    commands.addSubcommand(new Failing(new IllegalArgumentException("epochs is -1, expected > 0")));
    assertThat(run("failing")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString().strip()).isEqualTo("error: epochs is -1, expected > 0");
  }

  @Test
  void aFileThatIsMissingIsSaidToBe() {
    assertThat(run("evaluate", "--hypotheses=no-such-file", "--reference=no-such-file"))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString().strip()).isEqualTo("error: no-such-file: does not exist");
  }

  @Test
  void anArgumentFileThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
    Path loop = Files.writeString(folder.resolve("loop"), "--title a @" + folder + "/other");
    Files.writeString(folder.resolve("other"), "'@" + loop + "'");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertRefused("argument file " + folder + ": is not a file", "report", "@" + folder);
    assertRefused("argument file no-such: does not exist", "report", "@no-such");
    assertRefused("argument file " + loop + ": names itself", "report", "@" + loop);
    assertRefused("argument file " + bytes + ": is not UTF-8", "@" + bytes);
  }

  @Test
  void valuesThatNoCommandCanUseAreRefusedBeforeAnythingIsRead() {
    assertRefused("'--temperature': 'NaN' is not a finite", "translate", "m", "--temperature=NaN");
    assertRefused("'--dropout': '1e999' is not a finite", "train", "--out=o", "--dropout=1e999");
    assertRefused("'--out': the name of a file or folder is empty", "report", "--out=");
    assertRefused("no name of a file or folder", "report", "--out=a\0b");
    assertRefused("--temperature 0.5 needs --sample", "translate", "no.zip", "--temperature=0.5");
  }

  private void assertRefused(String message, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString().lines().findFirst().orElse("")).contains(message);
  }

  @Test
  void anErrorInsideAnotherIsToldAsItself() {
    commands.addSubcommand(new Failing(new UncheckedIOException(new NoSuchFileException("a.txt"))));
    assertThat(run("failing")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString().strip()).isEqualTo("error: a.txt: does not exist");
  }

  @Test
  void aFaultOfTheProgramKeepsItsStackTrace() {
    commands.addSubcommand(new Failing(new IllegalStateException("broken")));
    assertThat(run("failing")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString()).contains("IllegalStateException").contains("\tat ");
    assertThat(err.toString()).startsWith("This is a fault of the program");
  }

  @Command(name = "failing")
  private static final class Failing implements Runnable {
    private final RuntimeException failure;

    Failing(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      throw failure;
    }
  }
}
