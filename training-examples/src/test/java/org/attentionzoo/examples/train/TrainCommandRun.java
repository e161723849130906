package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.translate.TranslateCommand;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command on a small corpus, in a folder of its own, and what it prints. */
abstract class TrainCommandRun {

  @TempDir Path folder;

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  @BeforeEach
  void writeCorpus() throws IOException {
    SmallCorpus.write(folder);
  }

  ModelZip model(String name) throws IOException {
    return ModelZip.load(folder.resolve(name).resolve("model.zip"));
  }

  static String[] with(String[] options, String more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  int train(String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--out=" + folder.resolve(name)));
    arguments.addAll(SmallCorpus.options(folder));
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  int resume(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--resume", "--out=" + folder.resolve(name)));
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  int run(List<String> arguments) {
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .execute(arguments.toArray(String[]::new));
  }

  List<String> translate(String text, Path model) {
    StringWriter translations = new StringWriter();
    int code =
        new CommandLine(
                new TranslateCommand(
                    GraphScorer::new,
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
            .setOut(new PrintWriter(translations))
            .execute(model.toString());
    assertThat(code).isZero();
    return translations.toString().lines().toList();
  }
}
