package org.attentionzoo.examples.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.zoo.download.Download;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FetchCommandTest {

  private static final String DIGEST =
      "e7ea3f5b8d7b6a2b0c5c1b0c9b1d9cf0b14d3c4e5f60718293a4b5c6d7e8f901"; // of nothing here

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutANameItListsWhatThereIs() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .contains("multi30k: 29,000 German captions", "tatoeba: ", "CC BY 2.0 FR", "cmudict: ")
        .contains("https://www.manythings.org/anki/deu-eng.zip");
  }

  @Test
  void aDataSetIsFetchedAndItsDigestAndUseAreSaid() throws IOException {
    try (FileServer server = new FileServer()) {
      byte[] dictionary = "cat K AE T\n".getBytes(StandardCharsets.UTF_8);
      server.file("cmudict.dict", dictionary);
      String mirror = "--mirror=" + server.folder();
      assertThat(run("cmudict", "--out=" + folder, mirror)).as("%s", err).isZero();
      assertThat(folder.resolve("cmudict.dict")).hasBinaryContent(dictionary);
      assertThat(out.toString())
          .containsPattern("cmudict.dict  SHA-256 [0-9a-f]{64}\n")
          .contains(
              "To train with it:\njava -jar training-examples/target/attention-zoo-examples.jar g2p"
                  + (" --dictionary=" + folder + "/cmudict.dict\n"));

      String digest = out.toString().replaceAll("(?s).*SHA-256 ([0-9a-f]{64}).*", "$1");
      Path again = folder.resolve("again");
      assertThat(run("cmudict", "--out=" + again, mirror, "--sha256=" + digest)).isZero();
      Path other = folder.resolve("other");
      assertThat(run("cmudict", "--out=" + other, mirror, "--sha256=" + DIGEST)).isEqualTo(1);
      assertThat(err.toString()).contains("expected to have the SHA-256 " + DIGEST);
      assertThat(other).doesNotExist();
    }
  }

  @Test
  void whatCannotBeFetchedIsAUsageError() {
    assertThat(run("imagenet")).isEqualTo(2);
    assertThat(run("tatoeba", "--sha256=12")).isEqualTo(2);
    assertThat(run("multi30k", "--sha256=" + DIGEST)).isEqualTo(2);
    assertThat(run("multi30k", "--mirror=data")).isEqualTo(2);
    assertThat(run("multi30k", "--max-bytes=0")).isEqualTo(2);
    assertThat(err.toString())
        .contains("imagenet", "[MULTI30K, TATOEBA, CMUDICT]")
        .contains("--max-bytes must be at least 1, but is 0")
        .contains("--sha256 must be 64 digits 0-f, but is 12")
        .contains("--sha256 has no meaning for multi30k")
        .contains("--mirror must be a URL such as https://example.org/data/, but is data");
  }

  @Test
  void theDigestsOfMulti30kAreThoseOfItsFiles() throws IOException {
    Path data = Path.of("").toAbsolutePath();
    while (data != null && !Files.exists(data.resolve("shared/data/multi30k"))) {
      data = data.getParent();
    }
    assumeThat(data).as("no shared/data/multi30k beside the project").isNotNull();
    for (PublicFile file : PublicData.MULTI30K.files()) {
      Files.copy(
          data.resolve("shared/data/multi30k").resolve(file.name()), folder.resolve(file.name()));
      assertThat(new Fetcher(folder, new Download((bytes, total) -> {})).fetch(file))
          .isEqualTo(file.sha256());
    }
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("fetch"));
    all.addAll(List.of(arguments));
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(all.toArray(String[]::new));
  }
}
