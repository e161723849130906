package org.attentionzoo.examples.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsCommandTest {

  @TempDir private Path folder;
  private Path home;
  private Path hosted;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void name() {
    home = folder.resolve("home");
    hosted = folder.resolve("hosted");
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of("models", "--home=" + home));
    all.addAll(List.of(arguments));
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(all.toArray(String[]::new));
  }

  private int publish(String... changed) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("publish", trained().toString(), "--to=" + hosted));
    for (String given :
        List.of(
            "--name=my-dates",
            "--languages=en,pt-BR",
            "--architecture=GRU",
            "--licence=CC0-1.0",
            "--trained-by=dates",
            "--metric=exact match in %",
            "--score=99.5",
            "--signature=greedy",
            "--test-set=some dates")) {
      String option = given.substring(0, given.indexOf('=') + 1);
      if (List.of(changed).stream().noneMatch(other -> other.startsWith(option))) {
        arguments.add(given);
      }
    }
    arguments.addAll(List.of(changed));
    return run(arguments.toArray(String[]::new));
  }

  private Path trained() throws IOException {
    Path zip = folder.resolve("model.zip");
    if (!Files.exists(zip)) {
      PretrainedModels.standard().load("dates").save(zip);
    }
    return zip;
  }

  private String registry() {
    return "--registry=" + hosted.resolve("registry.json").toUri();
  }

  @Test
  void aModelIsPublishedListedShownFetchedUsedAndRemoved() throws IOException {
    assertThat(publish()).as("%s", err).isZero();
    assertThat(out.toString())
        .contains("name          my-dates\n", "task          dates to ISO 8601\n", "99.5 (greedy")
        .contains("languages     en, pt-BR\n", "licence       CC0-1.0\n")
        .contains("data          generated from the locale data of Java");
    assertThat(hosted.resolve("my-dates.zip")).exists();

    assertThat(run("list", registry())).isZero();
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("dates +class path +dates to ISO 8601; exact match.*"))
        .anyMatch(line -> line.matches("my-dates +registry +dates to ISO 8601; exact .* 99\\.5"));
    String listed = out.toString();
    assertThat(run(registry())).isZero();
    assertThat(out.toString()).as("without a job").isEqualTo(listed);

    assertThat(run("show", "my-dates", registry())).isZero();
    assertThat(out.toString()).contains("SHA-256       ").endsWith("place         registry\n");

    assertThat(run("get", "my-dates", registry())).isZero();
    Path zip = Path.of(out.toString().strip());
    assertThat(zip).isEqualTo(home.resolve("models/my-dates/model.zip"));
    assertThat(ModelZip.load(zip).card().extras()).containsEntry("licence", "CC0-1.0");
    assertThat(run("list", "--offline")).isZero();
    assertThat(out.toString()).containsPattern("my-dates +cache ");

    assertThat(run("remove", "my-dates")).isZero();
    assertThat(out.toString()).isEqualTo("removed my-dates\n");
    assertThat(zip).doesNotExist();
    assertThat(run("remove", "my-dates")).isEqualTo(1);
    assertThat(err.toString()).contains("error: there is no model \"my-dates\" in " + home);
  }

  @Test
  void aModelOfTheClassPathIsFetchedFromThere() {
    assertThat(run("get", "dates")).isZero();
    assertThat(out.toString().strip()).isEqualTo(home.resolve("models/dates/model.zip").toString());
    assertThat(run("show", "dates")).isZero();
    assertThat(out.toString()).endsWith("place         class path\n");
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    assertThat(run("show", "none", "--offline")).isEqualTo(1);
    assertThat(err.toString()).startsWith("error: there is no model \"none\"; there are: dates,");
    assertThat(run("get", "../none")).isEqualTo(1);
    assertThat(err.toString()).startsWith("error: name must be small letters and digits");
    assertThat(run("show")).isEqualTo(2);
    assertThat(run("list", "--registry=nowhere")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--registry: an address must be like https://")
        .contains("\"nowhere\"");
    assertThat(publish("--name=A")).isEqualTo(1);
    assertThat(err.toString()).startsWith("error: name must be small letters and digits");
    assertThat(publish("--score=NaN")).isEqualTo(2);
    assertThat(publish("--languages=x")).isEqualTo(1);
    assertThat(err.toString()).contains("language must be a tag such as pt-BR, but is \"x\"");
    assertThat(hosted).doesNotExist();
  }
}
