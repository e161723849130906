package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process in which damaged zips are read, one after another. It says which one it begins, so
 * that its end can be laid at that one's door. Arguments: folder of the start models, then {@value
 * #CASES}, seed, first case and number of cases, or {@value #FILES} and files.
 */
final class FuzzChild {

  static final String CASES = "cases";
  static final String FILES = "files";
  static final String READY = "@ready";
  static final String START = "@start ";
  static final String DONE = "@done ";

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private FuzzChild() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    for (StartModel start : StartModel.values()) { // classes are loaded, native code is ready
      Verdict good = Verdict.of(start.file(folder), start);
      // what is no checkpoint does not load as one
      if (good.outcome() != (start.isCheckpoint() ? Outcome.FINE : Outcome.CLEAR)) {
        throw new IllegalStateException("A good zip is " + good);
      }
    }
    OUT.println(READY);
    if (arguments[1].equals(FILES)) {
      for (int i = 2; i < arguments.length; i++) {
        judge(arguments[i], Path.of(arguments[i]), StartModel.BAHDANAU);
      }
      return;
    }
    long seed = Long.parseLong(arguments[2]);
    int first = Integer.parseInt(arguments[3]);
    int count = Integer.parseInt(arguments[4]);
    Path file = Files.createTempDirectory(folder, "case").resolve("case.zip");
    for (int number = first; number < first + count; number++) {
      ZipCase zip = ZipCase.of(folder, seed, number);
      Files.write(file, zip.bytes());
      judge(Integer.toString(number), file, zip.start());
    }
  }

  private static void judge(String name, Path file, StartModel start) {
    OUT.println(START + name);
    Verdict verdict = Verdict.of(file, start);
    OUT.println(DONE + verdict.outcome() + " " + verdict.message());
    if (verdict.outcome() == Outcome.EXHAUSTED) {
      System.exit(1); // who knows what is left
    }
  }
}
