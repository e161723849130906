package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.attentionzoo.examples.AttentionZoo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

class RecipesTest {

  static Stream<Path> recipes() throws IOException {
    return Files.list(Path.of("recipes"));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void isUnderstoodAndTrainsIntoTheFolderOfItsName(Path recipe) {
    ParseResult train = AttentionZoo.commandLine().parseArgs("train", "@" + recipe).subcommand();

    String name = recipe.getFileName().toString().replace(".args", "");
    assertThat((Path) train.matchedOptionValue("--out", null)).isEqualTo(Path.of("runs", name));
    assertThat((Path) train.matchedOptionValue("--train-source", null)).isNotNull();
  }
}
