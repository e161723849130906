package org.attentionzoo.examples.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.zoo.io.ModelZip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeCommandsTest {

  private static final Path FIXTURES =
      Path.of("..", "model-zoo", "src", "test", "resources", "marian");

  @TempDir private Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private Path folder(String name) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    for (Path from : new Path[] {FIXTURES.resolve(name), FIXTURES.resolve("tokenizer")}) {
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
    }
    Files.delete(folder.resolve("target_vocab.json"));
    return folder;
  }

  @Test
  void importsTranslatesEvaluatesAndExports() throws IOException {
    for (String name : new String[] {"opus", "uneven"}) { // safetensors, and a pickle
      Path zip = temp.resolve(name + ".zip");
      assertThat(run("import", folder(name).toString(), "--out", zip.toString()))
          .as(err.toString())
          .isZero();
      assertThat(out.toString())
          .contains("encoder0_selfWq", " ← model.encoder.layers.0.self_attn.q_proj.weight")
          .contains("wrote " + zip + ": ");
      Path text = Files.writeString(temp.resolve("text"), "A man rides.\n\nTwo dogs.\n");
      Path answers = temp.resolve("answers");
      assertThat(run("translate", zip.toString(), "--input=" + text, "--output=" + answers))
          .as(err.toString())
          .isZero();
      assertThat(Files.readAllLines(answers)).hasSize(3).element(1).isEqualTo("");
      Path exported = temp.resolve(name + "-exported");
      assertThat(run("export", zip.toString(), "--out", exported.toString()))
          .as(err.toString())
          .isZero();
      Path again = temp.resolve("again.zip");
      assertThat(run("import", exported.toString(), "--out", again.toString()))
          .as(err.toString())
          .isZero();
      assertThat(ModelZip.load(again).network().params())
          .isEqualTo(ModelZip.load(zip).network().params());
    }
  }

  @Test
  void importsWhatMarianWrites() throws IOException {
    Path folder = folder("npz");
    Files.delete(folder.resolve("vocab.json"));
    Path zip = temp.resolve("npz.zip");
    assertThat(run("import", folder.toString(), "--out", zip.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .contains(" ← encoder_l1_self_Wq")
        .contains("note: decoder.yml: word-penalty = 0.0 is not kept");
  }

  @Test
  void whatCannotBeImportedLeavesTheOldZip() throws IOException {
    Path zip = Files.writeString(temp.resolve("model.zip"), "precious");
    assertThat(run("import", temp.resolve("nowhere").toString(), "--out", zip.toString())).isOne();
    assertThat(err.toString()).contains("nowhere: is no folder");
    Path empty = Files.createDirectories(temp.resolve("empty"));
    assertThat(run("import", empty.toString(), "--out", zip.toString())).isOne();
    assertThat(err.toString()).contains("empty: holds no model that is known here (config.json");
    Path folder = folder("opus");
    Files.delete(folder.resolve("target.spm"));
    assertThat(run("import", folder.toString(), "--out", zip.toString())).isOne();
    assertThat(err.toString()).contains("target.spm: is missing").doesNotContain("\tat ");
    assertThat(zip).hasContent("precious");
  }

  @Test
  void whatCannotBeExportedIsNamed() throws IOException {
    Path zip = temp.resolve("opus.zip");
    assertThat(run("import", folder("opus").toString(), "--out", zip.toString())).isZero();
    Path full = Files.createDirectories(temp.resolve("full"));
    Files.writeString(full.resolve("precious"), "precious");
    assertThat(run("export", zip.toString(), "--out", full.toString())).isOne();
    assertThat(err.toString()).contains("full: is there already, and not empty");
    assertThat(full.resolve("precious")).hasContent("precious");
  }
}
