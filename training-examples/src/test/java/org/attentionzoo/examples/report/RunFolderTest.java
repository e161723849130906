package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path temporary;
  private RunFolder folder;

  @BeforeEach
  void chooseAFolderThatIsNotThereYet() {
    folder = new RunFolder(temporary.resolve("runs/bahdanau"));
  }

  @Test
  void anEmptyFolderHoldsNothing() throws IOException {
    assertThat(folder.history()).isEmpty();
    assertThat(folder.samples()).isEmpty();
    assertThat(folder.options()).isEmpty();
    assertThat(folder.scores()).isEmpty();
  }

  @Test
  void historySurvivesWritingAndReading() throws IOException {
    List<HistoryEntry> history =
        List.of(
            new HistoryEntry(1, 227, 61.5, 4.5, 3.25, 25.79, 11.5, 30.25, 1e-3, 1900),
            new HistoryEntry(2, 454, 123, 3.5, null, null, null, null, 5e-4, 2000));

    folder.writeHistory(history);

    assertThat(folder.history()).isEqualTo(history);
    assertThat(Files.readString(folder.path().resolve("history.json")))
        .contains("\"epoch\"", "\"validationLoss\" : 3.25", "\"tokensPerSecond\" : 1900.0");
  }

  @Test
  void aLossThatIsNotANumberSurvives() throws IOException {
    folder.writeHistory(
        List.of(new HistoryEntry(1, 2, 3, Double.NaN, null, null, null, null, 1, 1)));

    assertThat(folder.history().get(0).trainLoss()).isNaN();
  }

  @Test
  void samplesSurviveWithAndWithoutAttention() throws IOException {
    float[][] attention = {{0.75f, 0.25f}, {0, 1}};
    folder.writeSamples(
        List.of(
            new SampleTranslation(
                "ein „Hund\"", null, "a dog", List.of("ein", "Hund"), List.of("a", "dog"), null),
            new SampleTranslation(
                "b c", "d", "e f", List.of("b", "c"), List.of("e", "f"), attention)));

    List<SampleTranslation> samples = folder.samples();

    assertThat(samples).hasSize(2);
    assertThat(samples.get(0).source()).isEqualTo("ein „Hund\"");
    assertThat(samples.get(0).reference()).isNull();
    assertThat(samples.get(0).attention()).isNull();
    assertThat(samples.get(1).targetTokens()).containsExactly("e", "f");
    assertThat(samples.get(1).attention()).isDeepEqualTo(attention);
  }

  @Test
  void optionsKeepTheirOrder() throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model", "bahdanau");
    options.put("batch", "64");
    options.put("adam", "yes");

    folder.writeOptions(new RunOptions("bahdanau", 461_199, "train --model bahdanau", options));

    RunOptions read = folder.options().orElseThrow();
    assertThat(read.parameters()).isEqualTo(461_199);
    assertThat(read.options()).containsExactlyEntriesOf(options);
  }

  @Test
  void scoresSurvive() throws IOException {
    Scores scores =
        new Scores(
            "bahdanau",
            "test.de",
            1000,
            "beam 5",
            12.5,
            List.of(new Scores.Metric("BLEU", 28.3, "nrefs:1")),
            7.5,
            0.625,
            List.of(
                new Scores.LengthBucket(1, 10, 700, 30),
                new Scores.LengthBucket(11, null, 300, 25)));

    folder.writeScores(scores);

    assertThat(folder.scores()).contains(scores);
    assertThat(scores.byLength()).extracting(b -> b.label()).containsExactly("1–10", "11+");
  }

  @Test
  void writingAgainReplacesAndLeavesNothingElseBehind() throws IOException {
    folder.writeHistory(List.of());
    folder.writeHistory(List.of(new HistoryEntry(1, 1, 1, 1, null, null, null, null, 1, 1)));

    assertThat(folder.history()).hasSize(1);
    try (var files = Files.list(folder.path())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aDamagedFileIsAnErrorThatNamesIt() throws IOException {
    Files.createDirectories(folder.path());
    Path file = folder.path().resolve("scores.json");
    Files.writeString(file, "{\"model\": \"a\"}");
    assertThatThrownBy(folder::scores)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("corpus is missing");

    Files.writeString(file, "{\"corpus\": [], \"byLength\": [], \"colour\": 3}");
    assertThatThrownBy(folder::scores).hasMessageContaining("colour");

    Files.writeString(file, "{\"model\": ");
    assertThatThrownBy(folder::scores).hasMessageContaining(file.toString());
  }

  @Test
  void attentionMustFitTheTokens() {
    List<String> one = List.of("a");
    float[][] twoRows = {{1}, {1}};
    float[][] twoColumns = {{0.5f, 0.5f}};
    assertThatThrownBy(() -> new SampleTranslation("a", null, "a", one, one, twoRows))
        .hasMessage("2 rows of attention weights for 1 target tokens");
    assertThatThrownBy(() -> new SampleTranslation("a", null, "a", one, one, twoColumns))
        .hasMessage("2 attention weights in row 0 for 1 source tokens");
  }
}
