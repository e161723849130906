package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.translate.TranslationCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterOptionsTest {

  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --spark=local[2]                                   | --spark needs --spark-workers
          --spark-workers=2                                  | no meaning without --spark
          --average-every=2                                  | no meaning without --spark
          --spark=local[2] --spark-workers=0                 | --spark-workers must be at least 1
          --spark=local[2] --spark-workers=2 --average-every=0 | --average-every must be at least 1
          --spark=local[2] --spark-workers=2 --accumulate=2  | --accumulate has no meaning with --spark
          --spark=local[2] --spark-workers=2 --ui            | --ui has no meaning with --spark
          """)
  void trainingSaysWhatDoesNotGoTogether(String options, String message) {
    assertThat(train(options.split(" +"))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --spark=local[2]                                   | --spark needs --input and --output
          --spark=local[2] --input=a --output=b --attention=c | --attention has no meaning with --spark
          """)
  void translatingSaysWhatDoesNotGoTogether(String options, String message) {
    assertThat(run("translate", "model.zip", options.split(" +"))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void aBuildWithoutSparkSaysHowToGetIt() {
    assumeTrue(ServiceLoader.load(TranslationCluster.class).findFirst().isEmpty());
    assertThat(train("--spark=local[2]", "--spark-workers=2")).isEqualTo(1);
    assertThat(err.toString()).contains("--spark needs a build with -Pspark");
    assertThat(folder.resolve("run")).doesNotExist();
    err.getBuffer().setLength(0);
    String[] options = {"--spark=local[2]", "--input=a", "--output=b"};
    assertThat(run("translate", "model.zip", options)).isEqualTo(1);
    assertThat(err.toString()).contains("--spark needs a build with -Pspark");
  }

  private int train(String... options) {
    return run("train", "--train=" + folder.resolve("a.tsv"), with(options));
  }

  private String[] with(String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--out=" + folder.resolve("run"));
    return all.toArray(String[]::new);
  }

  private int run(String command, String first, String... more) {
    List<String> all = new ArrayList<>(List.of(command, first));
    all.addAll(List.of(more));
    return AttentionZoo.commandLine()
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }
}
