package org.attentionzoo.zoo.marian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.Vocabulary;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Where an imported model looks: where the genuine MarianMTModel does (make_marian.py). */
class MarianAttentionTest {

  @TempDir private Path temp;

  /** The last layer's attention to the source, mean over its heads, a row a generated token. */
  @ParameterizedTest
  @ValueSource(strings = {"opus", "uneven", "separate", "untied"})
  void isTheGenuineModels(String name) throws IOException {
    Path folder = MarianFixture.folder(name, temp);
    ModelZip model = HuggingFaceMarian.load(folder).model();
    List<String> tokens = MarianFixture.tokens(folder.resolve("vocab.json"));
    JsonNode rows = MarianFixture.json(name + "/expected.json").get("rows");
    JsonNode expected = MarianFixture.json(name + "/attention.json"); // [sentence][T][S]
    Decoding<?> greedy =
        Decoding.greedy()
            .maxLength(8)
            .forceEnd()
            .suppress(Vocabulary.PAD, Vocabulary.BOS)
            .withAttention();
    int compared = 0;
    try (GraphScorer scorer = new GraphScorer(model.network());
        Generator generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS)) {
      int[][] sources = new int[expected.size()][]; // of different lengths, so some are padded
      for (int n = 0; n < sources.length; n++) {
        sources[n] = MarianFixture.ours(rows.get(n).get("source"), tokens, model.source());
      }
      for (int n = 0; n < sources.length; n++) {
        float[][] alone = generator.best(new int[][] {sources[n]}, greedy).get(0).attention();
        float[][] inBatch = generator.best(sources, greedy).get(n).attention();
        for (float[][] weights : List.of(alone, inBatch)) {
          assertThat(weights).hasDimensions(expected.get(n).size(), sources[n].length);
          for (int t = 0; t < weights.length; t++) {
            for (int s = 0; s < weights[t].length; s++) {
              assertThat(weights[t][s])
                  .as("sentence %d, output token %d, source token %d", n, t, s)
                  .isCloseTo((float) expected.get(n).get(t).get(s).asDouble(), within(5e-6f));
              compared++;
            }
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(300);
  }
}
