package org.attentionzoo.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {

  @TempDir private Path folder;

  private Path program() throws IOException {
    Path lib = Files.createDirectory(folder.resolve("lib"));
    for (String name :
        new String[] {"nd4j-api-1.jar", "spark-core_2.12-3.5.3.jar", "dl4j-spark_2.12-1.jar"}) {
      Files.createFile(lib.resolve(name));
    }
    return Files.createFile(folder.resolve("program.jar"));
  }

  @Test
  void theProgramIsSentWithItsLibrariesButNotWithSpark() throws IOException {
    Path program = program();
    assertThat(Libraries.with("", program).split(","))
        .containsExactly(
            program.toString(),
            folder.resolve("lib/dl4j-spark_2.12-1.jar").toString(),
            folder.resolve("lib/nd4j-api-1.jar").toString());
  }

  @Test
  void whatSparkSubmitNamesStaysAndIsNotSentTwice() throws IOException {
    Path program = program();
    String given = program.toUri() + ",/elsewhere/nd4j-api-1.jar";
    assertThat(Libraries.with(given, program).split(","))
        .containsExactly(
            program.toUri().toString(),
            "/elsewhere/nd4j-api-1.jar",
            folder.resolve("lib/dl4j-spark_2.12-1.jar").toString());
  }

  @Test
  void aProgramWithoutLibrariesIsSentAlone() throws IOException {
    Path program = Files.createFile(folder.resolve("program.jar"));
    assertThat(Libraries.with("", program)).isEqualTo(program.toString());
  }

  @Test
  void classesInAFolderAreNotSent() {
    assertThat(Libraries.with("a.jar", folder)).isEqualTo("a.jar");
  }
}
