package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.attentionzoo.zoo.translation.Translator;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.WeightsException;

/**
 * The process in which folders of other programs are read, each with one damaged file. Arguments:
 * folder, kind (not looked at), seed, first case, number of cases.
 */
final class FolderFuzzChild {

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final int STEPS = 3;

  private FolderFuzzChild() {}

  public static void main(String[] arguments) throws IOException {
    Path place = Files.createTempDirectory(Path.of(arguments[0]), "case");
    long seed = Long.parseLong(arguments[2]);
    int first = Integer.parseInt(arguments[3]);
    int count = Integer.parseInt(arguments[4]);
    for (ForeignFolder program : ForeignFolder.values()) {
      program.write(place.resolve(program.name()));
      Verdict good = verdict(program, place.resolve(program.name()));
      if (good.outcome() != Outcome.FINE) {
        throw new IllegalStateException("A good folder is " + good);
      }
    }
    OUT.println(FuzzChild.READY);
    for (int number = first; number < first + count; number++) {
      SplittableRandom random = WeightsFuzzChild.random(seed, number);
      ForeignFolder program = ForeignFolder.values()[random.nextInt(ForeignFolder.values().length)];
      Path folder = place.resolve(program.name());
      Path file = folder.resolve(program.settings().get(random.nextInt(program.settings().size())));
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, program.damaged(file, random));
      OUT.println(FuzzChild.START + number);
      Verdict verdict = verdict(program, folder);
      OUT.println(
          FuzzChild.DONE + verdict.outcome() + " " + file.getFileName() + ": " + verdict.message());
      if (verdict.outcome() == Outcome.EXHAUSTED) {
        System.exit(1);
      }
      Files.write(file, whole);
    }
  }

  /** Of reading it, and of a first translation, which is cut off. */
  private static Verdict verdict(ForeignFolder program, Path folder) {
    try {
      ImportedModel imported = program.load(folder);
      try (Translator own = Translator.of(imported.model())) {
        own.with(own.decoding().maxLength(STEPS)).translate(program.text());
      }
      return new Verdict(Outcome.FINE, "");
    } catch (WeightsException e) {
      Path named = Path.of(e.getMessage().replaceFirst(": .*", ""));
      boolean clear = named.startsWith(folder) && Verdict.isClear(named, e.getMessage());
      return new Verdict(clear ? Outcome.CLEAR : Outcome.UNCLEAR, Verdict.describe(e));
    } catch (VirtualMachineError e) {
      return new Verdict(Outcome.EXHAUSTED, Verdict.describe(e));
    } catch (Throwable e) {
      return new Verdict(Outcome.UNCLEAR, Verdict.describe(e));
    }
  }
}
