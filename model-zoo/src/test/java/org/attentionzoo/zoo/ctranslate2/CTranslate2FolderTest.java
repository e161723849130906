package org.attentionzoo.zoo.ctranslate2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.SharedData;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.translation.Translator;
import org.attentionzoo.zoo.weights.ImportReport;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CTranslate2FolderTest {

  @TempDir Path folder;

  private static ImportedModel transliteration() throws IOException {
    return CTranslate2Folder.load(SharedData.require("aren-transliteration"));
  }

  /** The words that CTranslate2's own tests have. */
  @Test
  void aRealModelWritesTheKnownWordsThroughEverySearch() throws IOException {
    ModelZip model = transliteration().model();
    Path zip = folder.resolve("aren.zip");
    model.save(zip);
    for (Decoding<?> decoding :
        List.of(
            Decoding.greedy(),
            Decoding.beam(2),
            Decoding.beam(5).lengthPenalty(0.6),
            Decoding.sample().temperature(1e-6))) {
      try (Translator translator = Translator.of(model).with(decoding);
          Translator loaded = Translator.load(zip).with(decoding)) {
        for (Translator each : List.of(translator, loaded)) {
          assertThat(each.translate(List.of("آ ت ز م و ن", "آ ز ا")))
              .as("%s", decoding)
              .containsExactly("a t z m o n", "a z z a");
        }
      }
    }
  }

  @Test
  void soItDoesAfterAPrefix() throws IOException {
    ModelZip model = transliteration().model();
    int[] prefix = model.target().encode(List.of("a", "t", "s"));
    for (Decoding<?> decoding :
        List.of(
            Decoding.greedy(), Decoding.beam(4), Decoding.sample().temperature(1e-6).samples(2))) {
      try (Translator translator = Translator.of(model).with(decoding.prefix(prefix))) {
        assertThat(translator.translate("آ ت ز م و ن")).isEqualTo("a t s u m o n");
      }
    }
  }

  @Test
  void everyTensorIsUsed() throws IOException {
    ImportReport report = transliteration().report();
    assertThat(report.unused()).isEmpty();
    assertThat(report.used().stream().flatMap(each -> each.tensors().stream()).distinct())
        .hasSize(200);
    assertThat(report.toString())
        .contains(
            "decoder0_crossWv [32, 32] ← decoder/layer_0/attention/linear_1/weight"
                + " (rows 32–63, transposed)");
  }
}
