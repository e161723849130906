package org.attentionzoo.zoo.marian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.generation.DecodingJson;
import org.attentionzoo.zoo.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarianDecodingTest {

  private static final int END = 0;

  @TempDir private Path temp;

  /** Of a model of 20 tokens whose ids are one more here. */
  private MarianDecoding decoding(String json) throws IOException {
    Path file = Files.writeString(temp.resolve("generation_config.json"), json);
    int[] ours = IntStream.range(0, 20).map(id -> id + 1).toArray();
    return new MarianDecoding(Settings.read(file, 10_000), ours, END);
  }

  @Test
  void theSearchIsSaidInOurWords() throws IOException {
    assertThat(
            DecodingJson.write(
                decoding("{\"num_beams\": 20, \"bad_words_ids\": [[9], [9], [2]]}").decoding()))
        .isEqualTo(
            "{\"beam\":20,\"lengthNormalization\":1.0,\"maxLengthBeyondSource\":50,"
                + "\"suppress\":[10]}"); // the other is a special token
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{\"num_beams\": 21}|num_beams is 21, expected a whole number from 1 to 20",
        "{\"num_beams\": \"2\"}|num_beams is \"2\", expected a whole number",
        "{\"bad_words_ids\": 5}|bad_words_ids is 5, expected a list of lists of ids",
        "{\"bad_words_ids\": {\"a\": [5]}}|expected a list of lists of ids",
        "{\"bad_words_ids\": [{\"a\": 5}]}|expected a list of lists of ids",
        "{\"bad_words_ids\": [5]}|expected a list of lists of ids",
        "{\"bad_words_ids\": [[20]]}|expected ids of the vocabulary",
        "{\"bad_words_ids\": [[-1]]}|expected ids of the vocabulary",
        "{\"bad_words_ids\": [[null]]}|expected ids of the vocabulary",
        "{\"bad_words_ids\": [[0]]}|other than the end token's",
        "{\"max_length\": 1}|max_length is 1, expected a whole number from 2",
        "{\"length_penalty\": 1e9}|length_penalty is 1.0E9, expected a number from",
      })
  void whatIsOutOfItsRangeIsNamed(String json, String message) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> decoding(json).decoding())
        .withMessageStartingWith(temp.resolve("generation_config.json") + ": ")
        .withMessageContaining(message);
  }
}
