package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A program that claims a rate and keeps a log of its runs. */
final class FakeProgram {
  private FakeProgram() {}

  /** A contender named so, with this rate unless the variable RATE says otherwise. */
  static Contender contender(String name, double rate, Path log, List<Setting> settings) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            FakeProgram.class.getName(),
            name,
            Double.toString(rate),
            log.toString());
    return new Contender(name, command, "", settings);
  }

  public static void main(String[] arguments) throws IOException {
    String rate = System.getenv().getOrDefault("RATE", arguments[1]);
    if (Double.parseDouble(rate) < 0) {
      System.err.println("the rate is negative");
      System.exit(3);
    }
    Path log = Path.of(arguments[2]);
    Files.writeString(
        log, arguments[0] + rate + " ", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.println("a line of no interest");
    System.out.println(measurement(Double.parseDouble(rate)).toJson());
  }

  static Measurement measurement(double rate) {
    return new Measurement(
        "fake", "small", "train", "float32", 64, 20, 2, 100, 5, 10.0, rate, 100 + rate, null, null);
  }
}
