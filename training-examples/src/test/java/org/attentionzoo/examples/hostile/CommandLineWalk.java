package org.attentionzoo.examples.hostile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.attentionzoo.examples.EveryCommand;
import picocli.CommandLine;

/**
 * Runs hostile command lines one after the other in this process and writes down how each ended. A
 * program of its own, as what it looks for may end it; {@link HostileCommandLineTest} starts it.
 */
final class CommandLineWalk {
  static final long MILLISECONDS = 20_000;

  private final Path log;

  private CommandLineWalk(Path log) {
    this.log = log;
  }

  /** Arguments: a folder for the files, the file to write to, and the first line to run. */
  public static void main(String[] args) throws Exception {
    PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    System.setOut(quiet);
    CommandLineWalk walk = new CommandLineWalk(Path.of(args[1]));
    List<HostileLine> lines = HostileLines.in(Path.of(args[0]));
    for (int i = Integer.parseInt(args[2]); i < lines.size(); i++) {
      walk.run(i, lines.get(i));
    }
    Runtime.getRuntime().halt(0);
  }

  private void run(int number, HostileLine line) throws IOException {
    write(number + "\t" + line + "\t");
    Thread watch = new Thread(this::endLater);
    watch.setDaemon(true);
    watch.start();
    String outcome = outcome(line);
    watch.interrupt();
    end(outcome);
  }

  private void endLater() {
    try {
      Thread.sleep(MILLISECONDS);
      synchronized (this) {
        end(LineOutcome.HANG.toString());
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      // the line has ended
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void end(String outcome) throws IOException {
    write(outcome.replaceAll("\\p{Cntrl}+", " ⏎ ") + "\n");
  }

  private void write(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String outcome(HostileLine line) {
    StringWriter err = new StringWriter();
    int code;
    System.setIn(new ByteArrayInputStream(new byte[0]));
    try {
      code =
          EveryCommand.commandLine()
              .setOut(new PrintWriter(new StringWriter()))
              .setErr(new PrintWriter(err, true))
              .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
              .execute(line.arguments().toArray(String[]::new));
    } catch (OutOfMemoryError e) {
      return LineOutcome.OUT_OF_MEMORY + " " + e;
    } catch (RuntimeException | Error e) {
      return LineOutcome.STACK_TRACE + " " + e; // out of main
    }
    return judged(line, code, err.toString());
  }

  private static String judged(HostileLine line, int code, String err) {
    if (err.contains("OutOfMemoryError")) {
      return LineOutcome.OUT_OF_MEMORY + " " + err.substring(0, Math.min(300, err.length()));
    } else if (err.contains("\tat ")) {
      return LineOutcome.STACK_TRACE + " " + err.substring(0, Math.min(600, err.length()));
    } else if (code == 0) {
      return (line.notFinite() ? LineOutcome.TAKES_NAN : LineOutcome.WORKS) + " " + err;
    }
    boolean names = line.named().stream().anyMatch(word -> !word.isEmpty() && err.contains(word));
    String message = err.split("Usage:")[0]; // which a command without a job shows
    boolean brief = !err.isBlank() && message.lines().count() <= 4 && message.length() < 1500;
    boolean optionRefused = line.named().isEmpty() || err.contains(line.named().get(0));
    if (line.notFinite() && names && !optionRefused) {
      return LineOutcome.TAKES_NAN + " " + err;
    }
    return (names && brief ? LineOutcome.CLEAR_MESSAGE : LineOutcome.UNCLEAR_MESSAGE) + " " + err;
  }
}
