package org.attentionzoo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.train.ChildJvm;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StandardOutputTest {

  @TempDir private Path folder;

  @Test
  void anErrorIsNotLostInThePrintWriter() {
    assertThat(failure("No space left on device", false))
        .hasMessage("standard output cannot be written: No space left on device");
  }

  @Test
  void thatNobodyReadsIsAnotherCaseWhateverTheLanguage() {
    assertThat(failure("No space left on device", false).readerLeft()).isFalse();
    assertThat(failure("Broken pipe", false).readerLeft()).isTrue();
    assertThat(failure("Datenübergabe unterbrochen", true).readerLeft()).isTrue();
  }

  private static OutputException failure(String message, boolean pipe) {
    PrintWriter writer = TextOutput.on(new StandardOutput(failing(message), pipe));
    return catchThrowableOfType(OutputException.class, () -> writer.println("a result"));
  }

  @Test
  void linesEndAlikeEverywhere() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintWriter writer = TextOutput.on(new StandardOutput(bytes, false));
    writer.println("é");
    writer.println(1);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("é\n1\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskEndsEveryCommandWithAMessage() throws Exception {
    assertThat(shell("\"$@\" > /dev/full", "--version")).isEqualTo(1);
    assertThat(errors())
        .isEqualTo("error: standard output cannot be written: No space left on device\n");
    assertThat(shell("\"$@\" < lines > /dev/full", "translate", model())).isEqualTo(1);
    assertThat(errors())
        .isEqualTo("error: standard output cannot be written: No space left on device\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aReaderWhoLeavesEndsTheTranslationQuietlyAndEarly() throws Exception {
    // endless: were it not for the end of the reader, it would not end
    String endless = "yes ab | \"$@\" | head -1 > first; exit ${PIPESTATUS[1]}";
    assertThat(shell(endless, "translate", model())).isEqualTo(141);
    assertThat(errors()).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("first"))).hasSize(1);
  }

  @Test
  void resultsAreInTheirFilesBeforeTheyAreSaid() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "the same\n");
    Path results = folder.resolve("results");
    StringWriter errors = new StringWriter();
    int code =
        Program.configure(AttentionZoo.commandLine())
            .setOut(TextOutput.on(new StandardOutput(failing("No space left on device"), false)))
            .setErr(new PrintWriter(errors, true))
            .execute("evaluate", "--hypotheses=" + text, "--reference=" + text, "--out=" + results);
    assertThat(code).isEqualTo(1);
    assertThat(errors.toString()).contains("standard output cannot be written: No space left");
    assertThat(results.resolve("scores.json")).exists();
    assertThat(results.resolve("sentences.tsv")).exists();
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  /** Runs the program as {@code "$@"} of a shell script. */
  private int shell(String script, String... arguments) throws Exception {
    Files.writeString(folder.resolve("lines"), "ab\n");
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "-"));
    command.addAll(ChildJvm.command(List.of(), List.of(arguments)));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("errors").toFile())
        .start()
        .waitFor();
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("errors"));
  }

  private String model() throws IOException {
    Vocabulary vocabulary = Vocabulary.of(List.of("a", "b"));
    ModelCard card = ModelCard.builder("tiny").tokenizer(CharacterTokenizer.NAME).build();
    ModelZip model =
        new ModelZip(
            Seq2Seq.builder()
                .sourceVocabularySize(vocabulary.size())
                .targetVocabularySize(vocabulary.size())
                .embeddingSize(4)
                .units(4)
                .build()
                .init(),
            vocabulary,
            vocabulary,
            card);
    model.save(folder.resolve("model.zip"));
    return "model.zip";
  }
}
