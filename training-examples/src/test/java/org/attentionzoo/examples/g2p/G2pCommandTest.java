package org.attentionzoo.examples.g2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.zoo.file.LockedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class G2pCommandTest {

  @TempDir Path folder;

  private String output = "run";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void learnsToSpellAndScoresWordsNeverSeen() throws IOException {
    write("train.tsv", "abc", "bca", "cab", "aab", "bbc", "cca", "acb", "bac", "cba", "abb");
    write("dev.tsv", "aca", "bcb");
    write("test.tsv", "bab", "cbc", "aba");
    int code =
        run(
            "--data=" + folder,
            "--units=16",
            "--embedding-size=8",
            "--layers=1",
            "--dropout=0",
            "--batch-size=5",
            "--learning-rate=0.01",
            "--warmup=20",
            "--epochs=40",
            "--patience=0",
            "--beam=2");
    assertThat(code).as("%s", err).isZero();
    assertThat(out.toString())
        .contains("3 words never seen: word error rate ")
        .contains("(any listed pronunciation counts), phoneme error rate ");
    assertThat(out.toString()).containsPattern("bab  ->  [ABC ]+");

    Path other = Files.copy(folder.resolve(output).resolve("model.zip"), folder.resolve("o.zip"));
    String alone = lastLine();
    assertThat(run("--data=" + folder, "--resume", "--beam=2", "--together-with=" + other))
        .as("%s", err)
        .isZero();
    assertThat(lastLine()).as("the same model twice").isEqualTo(alone);
    output = "tuned";
    assertThat(run("--data=" + folder, "--from=" + other, "--steps=1")).as("%s", err).isZero();
    assertThat(options()).contains("\"learning-rate\" : \"0.001\"").doesNotContain("units");
    assertThat(run("--data=" + folder, "--from=" + other, "--model=luong")).isEqualTo(2);
    assertThat(err.toString()).contains("--model has no meaning with --from");
    output = "run";
    assertThat(run("--data=" + folder, "--resume", "--together-with=no.zip")).isEqualTo(1);
    assertThat(err.toString()).contains("no.zip: does not exist");
  }

  @Test
  void eachModelHasSizesThatSuitTheTask() throws IOException {
    write("train.tsv", "abc", "bca");
    write("dev.tsv", "aca");
    write("test.tsv", "bab");
    assertThat(run("--data=" + folder, "--epochs=1", "--units=8")).as("%s", err).isZero();
    assertThat(options()).contains("\"model\" : \"bahdanau\"", "\"units\" : \"8\"");
    assertThat(options()).contains("\"embedding-size\" : \"128\"", "\"dropout\" : \"0.3\"");

    output = "another";
    assertThat(run("--data=" + folder, "--model", "Transformer", "--steps=1", "--layers=1"))
        .as("%s", err)
        .isZero();
    assertThat(options()).contains("\"model-size\" : \"256\"", "\"dropout\" : \"0.1\"");
    assertThat(options()).contains("\"layers\" : \"1\"").doesNotContain("units");
  }

  private String lastLine() {
    return out.toString().strip().lines().reduce("", (before, line) -> line);
  }

  private String options() throws IOException {
    return Files.readString(folder.resolve(output).resolve("options.json"));
  }

  @Test
  void withoutWordsItSaysWhereToGetThem() {
    if (!CmuDictionary.isOnClassPath()) {
      assertThat(run()).isEqualTo(1);
      assertThat(err.toString()).contains("give --data or --dictionary, or build with -Pcmudict");
    }
    assertThat(run("--data=" + folder, "--no-such-option")).isEqualTo(2);
    assertThat(err.toString()).contains("--no-such-option");
  }

  @Test
  void aStartThatFailedLeavesNoDividedDictionary() throws IOException {
    Path dictionary = folder.resolve("cmu.dict");
    List<String> lines = new ArrayList<>();
    for (char a = 'a'; a <= 'z'; a++) {
      lines.add(a + "b  AH B");
      lines.add(a + "d  AH D");
    }
    Files.write(dictionary, lines);
    assertThat(run("--dictionary=" + dictionary, "--units=0")).isEqualTo(2);
    assertThat(run("--dictionary=" + folder.resolve("none"))).isEqualTo(1);
    assertThat(run("--dictionary=" + dictionary, "--units=8", "--max-length=1")).isEqualTo(1);
    assertThat(folder.resolve(output)).doesNotExist();
    try (LockedFolder other = LockedFolder.open(folder.resolve(output))) {
      assertThat(other).isNotNull();
      assertThat(run("--dictionary=" + dictionary)).isEqualTo(1);
    }
    assertThat(err.toString()).contains("is in use: process ");
    assertThat(folder.resolve(output)).doesNotExist();
  }

  /** Letters are pronounced as their capitals. */
  private void write(String name, String... words) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String word : words) {
      lines.add(word + "\t" + String.join(" ", word.toUpperCase(java.util.Locale.ROOT).split("")));
    }
    Files.write(folder.resolve(name), lines);
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("g2p", "--out=" + folder.resolve(output)));
    all.addAll(List.of(arguments));
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(all.toArray(String[]::new));
  }
}
