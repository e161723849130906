package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.NumpyFile;
import org.attentionzoo.zoo.weights.WeightsException;

/**
 * The process in which damaged files of weights are read. Arguments: folder, format, seed, first
 * case, number of cases.
 */
final class WeightsFuzzChild {

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private WeightsFuzzChild() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    WeightsFormat format = WeightsFormat.valueOf(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    int first = Integer.parseInt(arguments[3]);
    int count = Integer.parseInt(arguments[4]);
    readAll(WeightsFormat.SAFETENSORS, WeightsFormat.file("types.safetensors")); // starts ND4J
    OUT.println(FuzzChild.READY);
    Path file = Files.createTempDirectory(folder, "case").resolve("case");
    for (int number = first; number < first + count; number++) {
      Files.write(file, format.damaged(random(seed, number)));
      OUT.println(FuzzChild.START + number);
      Verdict verdict = verdict(format, file);
      OUT.println(FuzzChild.DONE + verdict.outcome() + " " + verdict.message());
      if (verdict.outcome() == Outcome.EXHAUSTED) {
        System.exit(1);
      }
    }
  }

  static SplittableRandom random(long seed, int number) {
    return new SplittableRandom((seed << 32) + number).split();
  }

  private static Verdict verdict(WeightsFormat format, Path file) {
    try {
      readAll(format, file);
      return new Verdict(Outcome.FINE, "");
    } catch (WeightsException e) {
      return new Verdict(
          Verdict.isClear(file, e.getMessage()) ? Outcome.CLEAR : Outcome.UNCLEAR,
          Verdict.describe(e));
    } catch (VirtualMachineError e) {
      return new Verdict(Outcome.EXHAUSTED, Verdict.describe(e));
    } catch (Throwable e) {
      return new Verdict(Outcome.UNCLEAR, Verdict.describe(e));
    }
  }

  private static void readAll(WeightsFormat format, Path file) throws IOException {
    try (NamedTensors tensors = format.open(file)) {
      for (String name : tensors.names()) {
        tensors.read(name).close();
      }
      if (tensors instanceof NumpyFile numpy && numpy.names().contains("special:model.yml")) {
        numpy.text("special:model.yml");
      }
    }
  }
}
