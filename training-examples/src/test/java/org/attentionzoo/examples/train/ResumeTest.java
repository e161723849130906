package org.attentionzoo.examples.train;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.training.Checkpoint;
import org.attentionzoo.zoo.training.CheckpointFolder;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainings in JVMs of their own, which are ended in several ways. */
@DisabledOnOs(OS.WINDOWS) // signals and file limits
class ResumeTest {

  private static final int SIGINT = 2;

  @TempDir Path folder;

  @BeforeEach
  void writeCorpus() throws IOException {
    SmallCorpus.write(folder);
  }

  @Test
  void interruptedAndKilledTrainingEndsBitForBitAsOneThatWasNot() throws Exception {
    assertThat(here("straight", List.of())).isZero();

    Process interrupted = start("stopped", List.of());
    await(interrupted, "stopped", 2);
    assertThat(interrupt(interrupted)).isIn(130, 143);
    assertThat(log("stopped")).contains("Interrupted and saved");
    long seed = new Random().nextLong();
    Process killed = start("stopped", List.of("--resume"));
    await(killed, "stopped", iterations("stopped") + 4);
    Thread.sleep(new Random(seed).nextInt(400));
    killed.destroyForcibly().waitFor();
    assertThat(start("stopped", List.of("--resume")).waitFor()).isZero();

    Checkpoint straight = newest("straight");
    Checkpoint stopped = newest("stopped");
    assertThat(stopped.model().network().getIterationCount())
        .as("killed by seed %d", seed)
        .isEqualTo(straight.model().network().getIterationCount());
    assertThat(stopped.model().network().params()).isEqualTo(straight.model().network().params());
    assertThat(stopped.model().network().getUpdater().getStateViewArray())
        .isEqualTo(straight.model().network().getUpdater().getStateViewArray());
    assertThat(losses("stopped")).isEqualTo(losses("straight"));
  }

  @Test
  void trainingInBf16ThatWasKilledEndsWithTheSameZip() throws Exception {
    assumeThat(Factors.available(Precision.BF16)).isTrue();
    List<String> options = List.of("--precision=bf16");
    assertThat(here("straight", options)).isZero();
    assertThat(here("float32", List.of())).isZero();

    Process killed = start("killed", options);
    await(killed, "killed", 6);
    killed.destroyForcibly().waitFor();
    int last = iterations("killed");
    assertThat(start("killed", List.of("--resume")).waitFor()).as(log("killed")).isZero();

    assertThat(last).isLessThan(iterations("killed"));
    Map<String, String> zip = digests("straight");
    assertThat(digests("killed")).isEqualTo(zip);
    assertThat(digests("float32").get("coefficients.bin"))
        .isNotEqualTo(zip.get("coefficients.bin"));
  }

  /** Of the entries of the final zip but its card, which says when it was made. */
  private Map<String, String> digests(String name) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (ZipFile zip = new ZipFile(folder.resolve(name).resolve("model.zip").toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] content = zip.getInputStream(entry).readAllBytes();
        digests.put(entry.getName(), content.length + " bytes, " + Arrays.hashCode(content));
      }
    }
    assertThat(digests.remove("model-card.json")).isNotNull();
    return digests;
  }

  @Test
  void aLongValidationIsInterrupted() throws Exception {
    for (int i = 0; i < 500; i++) {
      Files.write(folder.resolve("a.demany"), SmallCorpus.sources(), CREATE, APPEND);
      Files.write(folder.resolve("a.enmany"), SmallCorpus.targets(), CREATE, APPEND);
    }
    List<String> command = command("long", List.of("--valid-beam=8", "--valid-batch=1"));
    command.replaceAll(option -> option.startsWith("--valid-source=") ? option + "many" : option);
    command.replaceAll(option -> option.startsWith("--valid-target=") ? option + "many" : option);
    Process validating = start("long", command.toArray(String[]::new));
    await(validating, "long", 8); // an epoch has nine batches
    Thread.sleep(1000); // into the validation, which takes minutes
    interrupt(validating);
    assertThat(log("long")).contains("Interrupted and saved");
    assertThat(newest("long").state()).contains("\"history\":[]");
  }

  @Test
  void fullDiskWhileSavingLeavesTheLastCheckpointAsItWas() throws Exception {
    assertThat(here("full", List.of("--steps=3"))).isZero();
    Path checkpoint = new CheckpointFolder(folder.resolve("full/checkpoints"), 3).newest().get();
    byte[] before = Files.readAllBytes(checkpoint);

    List<String> limited = new ArrayList<>(List.of("bash", "-c", "ulimit -f 48; exec \"$@\"", "-"));
    limited.addAll(command("full", List.of("--resume", "--steps=6")));
    Process failing = start("full", limited.toArray(String[]::new));

    assertThat(failing.waitFor()).isEqualTo(1);
    assertThat(log("full")).contains("cannot be written").contains("File too large");
    assertThat(new CheckpointFolder(folder.resolve("full/checkpoints"), 3).newest())
        .contains(checkpoint);
    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(before);
    assertThat(here("full", List.of("--resume", "--steps=6"))).isZero();
  }

  private Process start(String name, List<String> more) throws IOException {
    return start(name, command(name, more).toArray(String[]::new));
  }

  private Process start(String name, String... command) throws IOException {
    File log = folder.resolve(name + ".log").toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }

  /** Runs in this JVM. */
  private int here(String name, List<String> more) {
    return AttentionZoo.commandLine().execute(arguments(name, more).toArray(String[]::new));
  }

  private List<String> command(String name, List<String> more) {
    return ChildJvm.command(List.of(), arguments(name, more));
  }

  private List<String> arguments(String name, List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--out=" + folder.resolve(name)));
    if (more.contains("--resume")) {
      arguments.addAll(more);
      return arguments;
    }
    arguments.addAll(SmallCorpus.options(folder));
    arguments.addAll(
        List.of(
            "--tokenizer=word",
            "--model-size=16",
            "--heads=2",
            "--layers=1",
            "--batch-size=4",
            "--accumulate=2",
            "--warmup=5",
            "--epochs=6",
            "--checkpoint-every=2",
            "--samples=1"));
    arguments.addAll(more);
    return arguments;
  }

  /** Waits until a checkpoint of this iteration or a later one is there. */
  private void await(Process process, String name, int iteration) throws Exception {
    while (process.isAlive() && iterations(name) < iteration) {
      Thread.sleep(10);
    }
    assertThat(process.isAlive()).as("in the middle; log:%n%s", log(name)).isTrue();
  }

  private int iterations(String name) throws IOException {
    return new CheckpointFolder(folder.resolve(name).resolve("checkpoints"), 3)
        .newest()
        .map(file -> Integer.parseInt(file.getFileName().toString().replaceAll("\\D", "")))
        .orElse(0);
  }

  /** Ctrl-C, or {@code kill} where the tests themselves were told to ignore Ctrl-C. */
  private static int interrupt(Process process) throws Exception {
    if (ignoresCtrlC()) {
      process.destroy();
    } else {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ignoresCtrlC() ? 143 : 130);
    return process.exitValue();
  }

  private static boolean ignoresCtrlC() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return true;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElse("SigIgn: 0");
    return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) >> (SIGINT - 1) & 1) == 1;
  }

  private Checkpoint newest(String name) throws IOException {
    return Checkpoint.load(
        new CheckpointFolder(folder.resolve(name).resolve("checkpoints"), 3).newest().get());
  }

  private List<List<Double>> losses(String name) throws IOException {
    return new RunFolder(folder.resolve(name)).history().stream().map(ResumeTest::figures).toList();
  }

  private static List<Double> figures(HistoryEntry entry) {
    return List.of(entry.trainLoss(), entry.validationLoss(), entry.bleu(), entry.chrf());
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }
}
