package org.attentionzoo.examples.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new option costs: the main files that name one which layers, model and command have. */
class OptionFilesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /**
   * Of Transformer layers, embeddings, recurrent models: the options type or builder, its use, the
   * command.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"attentionDropout", "activationDropout", "learnedPositions", "maxoutSize"})
  void anOptionIsNamedInAtMostThreeFiles(String stem) throws IOException {
    List<String> files;
    try (Stream<Path> modules = Files.list(ROOT)) {
      files =
          modules
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .flatMap(OptionFilesTest::files)
              .filter(file -> !isUser(file))
              .filter(file -> read(file).contains(stem))
              .map(file -> file.getFileName().toString())
              .toList();
    }
    assertThat(files)
        .anyMatch(file -> file.endsWith("ModelOptions.java"))
        .hasSizeLessThanOrEqualTo(3);
  }

  /** Who only uses options that there are has nothing to do with a new one. */
  private static boolean isUser(Path file) {
    boolean example = file.startsWith(ROOT.resolve("training-examples"));
    Path folder = file.getParent();
    boolean importer =
        folder.startsWith(ROOT.resolve("model-zoo/src/main/java/org/attentionzoo/zoo/weights"));
    return importer || folder.endsWith("finetuning") || (example && !folder.endsWith("train"));
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
