package org.attentionzoo.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.attentionzoo.examples.train.ChildJvm;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.Checkpoint;
import org.attentionzoo.zoo.training.CheckpointFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A training of the command on two workers, killed (SIGKILL) again and again. */
class SoakKilledTest {

  private static final int KILLS = Integer.getInteger("soak.kills");

  @TempDir Path folder;

  @Test
  void killedAndResumedItEndsWithTheBitsOfOneThatWasNot() throws Exception {
    SoakText.write(SoakText.sentences(400, 1), folder.resolve("pairs.tsv"));
    assertThat(start("straight", false).waitFor()).as(log("straight")).isZero();

    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      Process training = start("killed", kill > 0);
      Path before = newest();
      while (training.isAlive() && newest().equals(before)) {
        Thread.sleep(5);
      }
      Thread.sleep(random.nextInt(150));
      assertThat(training.isAlive()).as("kill %d; log:%n%s", kill, log("killed")).isTrue();
      training.destroyForcibly().waitFor();
      System.out.println("soak: killed after " + newest().getFileName());
    }
    assertThat(start("killed", true).waitFor()).as(log("killed")).isZero();

    for (String file : List.of("best.zip", "model.zip")) {
      assertThat(parameters("killed", file))
          .as("seed %d", seed)
          .isEqualTo(parameters("straight", file));
    }
    Checkpoint killed = Checkpoint.load(newest());
    Checkpoint straight =
        Checkpoint.load(new CheckpointFolder(checkpoints("straight"), 3).newest().get());
    assertThat(state(killed)).as("seed %d", seed).isEqualTo(state(straight));
  }

  private static INDArray state(Checkpoint checkpoint) {
    return checkpoint.model().network().getUpdater().getStateViewArray();
  }

  private INDArray parameters(String name, String file) throws IOException {
    return ModelZip.load(folder.resolve(name).resolve(file)).network().params();
  }

  private Path checkpoints(String name) {
    return folder.resolve(name).resolve("checkpoints");
  }

  /** The newest checkpoint of the one that is killed; its folder before there is one. */
  private Path newest() throws IOException {
    Path checkpoints = checkpoints("killed");
    return new CheckpointFolder(checkpoints, 3).newest().orElse(checkpoints);
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  /** With a dozen checkpoints to be killed after for each kill. */
  private Process start(String name, boolean resume) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train", "--out=" + folder.resolve(name)));
    if (resume) {
      arguments.add("--resume");
    } else {
      arguments.addAll(
          List.of(
              "--train=" + folder.resolve("pairs.tsv"),
              "--tokenizer=word",
              "--model-size=64",
              "--heads=2",
              "--layers=2",
              "--batch-size=8",
              "--workers=2",
              "--warmup=5",
              "--epochs=" + (4 + 3 * KILLS),
              "--patience=0",
              "--valid-size=40",
              "--checkpoint-every=5",
              "--samples=1"));
    }
    return new ProcessBuilder(ChildJvm.command(List.of(), arguments))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
        .start();
  }
}
