package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.Checkpoint;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What came of loading a zip in each way there is, and of running what was loaded.
 *
 * @param message the exception's; empty if it is fine
 */
record Verdict(Outcome outcome, String message) {

  /** What a message has that was made for a programmer of Java, ND4J or Jackson. */
  private static final Pattern RAW =
      Pattern.compile(
          "\\w(Exception|Error)\\b|: null$|because \"|No enum constant|cannot be cast|`(java|org)\\."
              + "|through reference chain|\\[Source|Expected length");

  private static final Pattern OVERFLOW =
      Pattern.compile("^input is (NaN|-?Infinity) at row \\d+, position \\d+, feature \\d+");

  private static final int LONGEST = 600;

  private interface Loader {
    ComputationGraph load() throws IOException;
  }

  /** The worst of all ways. */
  static Verdict of(Path file, StartModel start) {
    Verdict worst = new Verdict(Outcome.FINE, "");
    for (Loader loader :
        List.<Loader>of(
            () -> ModelZip.load(file).network(),
            () -> start.model().initPretrained(file),
            () -> Checkpoint.load(file).model().network())) {
      Verdict verdict = of(file, loader);
      if (verdict.outcome.compareTo(worst.outcome) > 0) {
        worst = verdict;
      }
    }
    return worst;
  }

  private static Verdict of(Path file, Loader loader) {
    ComputationGraph network;
    try {
      network = loader.load();
    } catch (IOException e) {
      return new Verdict(
          isClear(file, e.getMessage()) ? Outcome.CLEAR : Outcome.UNCLEAR, describe(e));
    } catch (VirtualMachineError e) {
      return new Verdict(Outcome.EXHAUSTED, describe(e));
    } catch (Throwable e) {
      return new Verdict(Outcome.UNCLEAR, describe(e));
    }
    try {
      network.output(
          Nd4j.createFromArray(new int[][] {{2, 3, 2}}),
          Nd4j.createFromArray(new int[][] {{2, 3}}));
      return new Verdict(Outcome.FINE, "");
    } catch (VirtualMachineError e) {
      return new Verdict(Outcome.EXHAUSTED, "at first use: " + describe(e));
    } catch (IllegalArgumentException e) { // parameters that are numbers, but absurd ones
      boolean overflow = OVERFLOW.matcher(String.valueOf(e.getMessage())).find();
      return new Verdict(
          overflow ? Outcome.CLEAR : Outcome.UNCLEAR, "at first use: " + describe(e));
    } catch (Throwable e) {
      return new Verdict(Outcome.UNCLEAR, "at first use: " + describe(e));
    }
  }

  static boolean isClear(Path file, String message) {
    return message != null
        && message.startsWith(file + ": ")
        && message.length() <= file.toString().length() + LONGEST
        && message.lines().count() == 1
        && !RAW.matcher(message).find();
  }

  static String describe(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return (e + (e instanceof IOException || trace.length == 0 ? "" : " at " + trace[0]))
        .replaceAll("\\p{Cntrl}", "?");
  }
}
