package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.training.Checkpoint;
import org.attentionzoo.zoo.training.CheckpointFolder;
import org.junit.jupiter.api.Test;

/** What there is of a training before, between and after the commands that work on it. */
class TrainingFolderTest extends TrainCommandRun {

  private static final String[] SMALL = {
    "--model=seq2seq",
    "--units=8",
    "--embedding-size=8",
    "--tokenizer=word",
    "--batch-size=6",
    "--samples=0",
    "--schedule=constant"
  };

  @Test
  void aStartThatFailedLeavesNothing() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.codes"), "one two three\n");
    String[] bpe = {"--model=seq2seq", "--units=8", "--steps=1", "--samples=0"};
    assertThat(train("run", with(bpe, "--bpe-codes=" + bad))).isEqualTo(1);
    assertThat(folder.resolve("run")).doesNotExist();
    assertThat(train("run", with(bpe, "--max-length=1")))
        .as("nothing is short enough")
        .isEqualTo(1);
    assertThat(folder.resolve("run")).doesNotExist();
    String[] transformer = {"--tokenizer=word", "--model-size=16", "--heads=2", "--layers=1"};
    assertThat(train("run", with(transformer, "--tying=all"))).as("other sizes").isEqualTo(1);
    assertThat(folder.resolve("run")).doesNotExist();
    Files.createDirectories(folder.resolve("mine"));
    Files.writeString(folder.resolve("mine/notes.txt"), "mine");
    assertThat(train("mine", with(bpe, "--bpe-codes=" + bad))).isEqualTo(1);
    assertThat(folder.resolve("mine").toFile().list()).containsExactly("notes.txt");

    assertThat(train("mine", bpe)).as("%s", err).isZero();
    assertThat(folder.resolve("mine/.lock")).doesNotExist();
  }

  @Test
  void sizesThatDoNotFitAreKnownBeforeTheTextIsRead() throws IOException {
    Files.delete(folder.resolve("a.de"));
    assertThat(train("run", "--model-size=10", "--heads=3")).isEqualTo(2);
    assertThat(err.toString()).contains("model size 10 is not divisible by 3 heads");
    assertThat(train("run", "--model=luong", "--units=0")).isEqualTo(2);
    assertThat(train("run", "--bpe-codes=" + folder.resolve("none.codes"))).isEqualTo(1);
    assertThat(err.toString()).contains("none.codes: does not exist").doesNotContain("a.de");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void argumentsComeWithTheFirstCheckpoint() throws IOException {
    assertThat(train("run", with(SMALL, "--steps=1"))).as("%s", err).isZero();
    assertThat(folder.resolve("run/train.args")).exists();

    Files.createDirectories(folder.resolve("empty"));
    assertThat(resume("empty")).isEqualTo(2);
    assertThat(err.toString())
        .contains("empty holds no train.args to go on with: which text to train with?");
    // as a version left it that wrote them first
    Files.createDirectories(folder.resolve("old"));
    Files.copy(folder.resolve("run/train.args"), folder.resolve("old/train.args"));
    assertThat(resume("old")).as("%s", err).isZero();
    assertThat(err.toString()).contains("There is no checkpoint to go on from");
    Files.createDirectories(folder.resolve("older"));
    Files.writeString(folder.resolve("older/train.args"), "\"--units=nonsense\"\n");
    assertThat(train("older", with(SMALL, "--steps=1"))).as("%s", err).isZero();
    assertThat(folder.resolve("older/train.args")).content().doesNotContain("nonsense");
  }

  @Test
  void whatHasNoCheckpointIsNotWrittenOver() throws IOException {
    for (String name : List.of("best.zip", "model.zip", "history.json", "checkpoints/other.zip")) {
      Path run = folder.resolve("run-" + name.replace('/', '-'));
      Files.createDirectories(run.resolve("checkpoints"));
      Files.writeString(run.resolve(name), "dear");
      for (String resume : List.of("--resume", "--seed=1")) {
        String[] options = with(SMALL, "--steps=1");
        assertThat(train(run.getFileName().toString(), with(options, resume))).isEqualTo(1);
        assertThat(err.toString())
            .contains(
                run + " holds " + name + ", but no checkpoint to go on from: choose another --out");
        assertThat(run.resolve(name)).hasContent("dear");
      }
    }
  }

  @Test
  void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    String[] options = with(SMALL, "--epochs=3");
    assertThat(train("straight", options)).as("%s", err).isZero();
    assertThat(train("run", with(SMALL, "--epochs=2"))).as("%s", err).isZero();
    List<Path> checkpoints = checkpoints("run");
    Path newest = checkpoints.get(checkpoints.size() - 1);
    damage(newest);

    assertThat(resume("run", "--epochs=3")).as("%s", err).isZero();
    assertThat(err.toString())
        .contains("A checkpoint cannot be read and is now " + newest.getFileName() + ".unreadable")
        .contains("Goes on from " + checkpoints.get(checkpoints.size() - 2));
    assertThat(model("run").network().params()).isEqualTo(model("straight").network().params());
    assertThat(new RunFolder(folder.resolve("run")).history()).hasSize(3);
  }

  @Test
  void whereNoCheckpointCanBeReadNothingIsTouched() throws IOException {
    assertThat(train("run", with(SMALL, "--epochs=2"))).as("%s", err).isZero();
    for (Path checkpoint : checkpoints("run")) {
      damage(checkpoint);
    }
    List<Path> before = files("run");
    assertThat(resume("run", "--epochs=3")).isEqualTo(1);
    assertThat(err.toString())
        .contains("no checkpoint in " + folder.resolve("run/checkpoints") + " can be read")
        .contains("begin anew with another --out")
        .doesNotContain("\tat ");
    assertThat(files("run")).isEqualTo(before);
  }

  @Test
  void oneTrainingAFolder() throws IOException {
    assertThat(train("run", with(SMALL, "--epochs=1"))).as("%s", err).isZero();
    Path half = folder.resolve("run/checkpoints/.attention-zoo-of-another.tmp");
    try (LockedFolder other = LockedFolder.open(folder.resolve("run"))) {
      assertThat(other).isNotNull();
      Files.writeString(half, "");
      List<Path> before = files("run");
      assertThat(resume("run", "--epochs=3")).isEqualTo(1);
      assertThat(train("run", SMALL)).isEqualTo(1);
      assertThat(err.toString().lines())
          .filteredOn(line -> line.contains("run is in use: process "))
          .allMatch(line -> line.endsWith(" wait for its end, or choose another --out"))
          .hasSize(2);
      assertThat(files("run")).isEqualTo(before);
    }
    assertThat(resume("run", "--epochs=2")).as("%s", err).isZero();
    assertThat(half).doesNotExist();
  }

  @Test
  void aTrainingGoesOnUnderAnotherLocale() throws Exception {
    assertThat(train("straight", with(SMALL, "--epochs=3"))).as("%s", err).isZero();
    List<String> locales = List.of("ar-EG", "tr-TR", "hi-IN-u-nu-deva");
    assertThat(under(locales.get(0), () -> train("run", with(SMALL, "--epochs=1")))).isZero();
    assertThat(under(locales.get(1), () -> resume("run", "--epochs=2"))).as("%s", err).isZero();
    assertThat(under(locales.get(2), () -> resume("run", "--epochs=3"))).as("%s", err).isZero();

    assertThat(new RunFolder(folder.resolve("run")).history()).hasSize(3);
    assertThat(names("run")).isEqualTo(names("straight"));
    assertThat(model("run").network().params()).isEqualTo(model("straight").network().params());
    assertThat(out + "" + err).doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
  }

  @Test
  void aTrainingThatAnEarlierVersionNamedInOtherDigitsGoesOn() throws IOException {
    assertThat(train("run", with(SMALL, "--epochs=2"))).as("%s", err).isZero();
    for (Path file : checkpoints("run")) {
      Checkpoint checkpoint = Checkpoint.load(file);
      String state = checkpoint.state();
      int data = state.indexOf(" bytes");
      new Checkpoint(
              checkpoint.model(),
              arabic(state.substring(state.indexOf(" of "), data), state),
              checkpoint.pending())
          .save(file.resolveSibling(arabic(file.getFileName().toString())));
      Files.delete(file);
    }
    assertThat(resume("run", "--epochs=3")).as("%s", err).isZero();
    assertThat(err.toString()).contains("Goes on from ");
    assertThat(new RunFolder(folder.resolve("run")).history()).hasSize(3);
    assertThat(names("run")).hasSize(3).last().asString().matches("checkpoint-[0-9]{9}\\.zip");
  }

  private static String arabic(String part, String all) {
    return all.replace(part, arabic(part));
  }

  private static String arabic(String text) {
    return text.codePoints()
        .map(c -> c >= '0' && c <= '9' ? c - '0' + '٠' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int under(String locale, Callable<Integer> command) throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      return command.call();
    } finally {
      Locale.setDefault(before);
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  private List<Path> checkpoints(String name) throws IOException {
    return new CheckpointFolder(folder.resolve(name).resolve("checkpoints"), 3).files();
  }

  private List<String> names(String name) throws IOException {
    return checkpoints(name).stream().map(file -> file.getFileName().toString()).toList();
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      return files.sorted().toList();
    }
  }
}
