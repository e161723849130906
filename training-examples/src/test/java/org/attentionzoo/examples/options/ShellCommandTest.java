package org.attentionzoo.examples.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellCommandTest {

  private static final Path FOLDER = Path.of("project").toAbsolutePath();

  @Test
  void namesTheJarAsSeenFromTheFolder() {
    Path jar = FOLDER.resolve("build").resolve("zoo.jar");
    assertThat(ShellCommand.of(jar, FOLDER, List.of("train", "--out=run")))
        .isEqualTo("java -jar " + Path.of("build", "zoo.jar") + " train --out=run");
    Path elsewhere = Path.of("other").toAbsolutePath();
    assertThat(ShellCommand.of(jar, elsewhere, List.of("train")))
        .isEqualTo("java -jar " + jar + " train");
  }

  @Test
  void withoutAJarItNamesTheOneThatMavenBuilds() {
    assertThat(ShellCommand.of(FOLDER.resolve("classes"), FOLDER, List.of("fetch")))
        .isEqualTo(
            "java -jar "
                + Path.of("training-examples", "target", "attention-zoo-examples.jar")
                + " fetch");
  }

  @Test
  void argumentsWithSpacesAreQuoted() {
    assertThat(ShellCommand.of(FOLDER.resolve("my zoo.jar"), FOLDER, List.of("--out=my run", "x")))
        .isEqualTo("java -jar \"my zoo.jar\" \"--out=my run\" x");
  }
}
