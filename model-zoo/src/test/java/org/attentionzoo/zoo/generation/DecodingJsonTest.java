package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodingJsonTest {

  @Test
  void everySearchIsWrittenInItsNamesAndReadAgain() {
    assertKept(Decoding.greedy(), "{\"maxLengthBeyondSource\":50}");
    assertKept(
        Decoding.greedy().maxLength(7).suppress(5, 6).prefix(8),
        "{\"maxLength\":7,\"suppress\":[5,6],\"prefix\":[8]}");
    assertKept(
        Decoding.beam(4).lengthPenalty(0.6).forceEnd(),
        "{\"beam\":4,\"lengthPenalty\":0.6,\"maxLengthBeyondSource\":50,\"forceEnd\":true}");
    assertKept(
        Decoding.beam(5).lengthNormalization(1.5).maxLengthBeyondSource(0),
        "{\"beam\":5,\"lengthNormalization\":1.5,\"maxLengthBeyondSource\":0}");
  }

  private static void assertKept(Decoding<?> decoding, String json) {
    assertThat(DecodingJson.write(decoding)).isEqualTo(json);
    assertThat(DecodingJson.write(DecodingJson.read(json))).isEqualTo(json);
  }

  /** What is read searches as what was written does. */
  @Test
  void whatIsReadSearchesAlike() {
    for (Decoding<?> decoding :
        List.of(
            Decoding.greedy().maxLength(3),
            Decoding.greedy().maxLengthBeyondSource(1).suppress(3, 4),
            Decoding.greedy().maxLength(4).prefix(5, 2),
            Decoding.greedy().maxLength(3).forceEnd(),
            Decoding.beam(3).maxLength(6),
            Decoding.beam(3).lengthPenalty(3).maxLength(6),
            Decoding.beam(3).lengthNormalization(2).maxLength(6))) {
      int[][] sources = {{3, 4}, {7}, {2, 9, 9}};
      Generator generator = new Generator(new FakeScorer(9), FakeScorer.BOS, FakeScorer.EOS);
      assertThat(generator.best(sources, DecodingJson.read(DecodingJson.write(decoding))))
          .as(DecodingJson.write(decoding))
          .isEqualTo(generator.best(sources, decoding));
    }
  }

  @Test
  void whatIsNotSaidIsAsUsual() {
    assertKeptAs("{}", "{\"maxLengthBeyondSource\":50}");
    assertKeptAs("{\"beam\":2}", "{\"beam\":2,\"lengthPenalty\":0.0,\"maxLengthBeyondSource\":50}");
    assertKeptAs("{\"forceEnd\":false}", "{\"maxLengthBeyondSource\":50}");
  }

  private static void assertKeptAs(String json, String whole) {
    assertThat(DecodingJson.write(DecodingJson.read(json))).isEqualTo(whole);
  }

  @Test
  void whatDrawsAtRandomIsNotStored() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DecodingJson.write(Decoding.sample()))
        .withMessage("decoding draws at random, and only searches are stored");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{\"beams\":4}|there is no option \"beams\" of a search",
        "{\"beam\":4.5}|beam should be a whole number, but is 4.5",
        "{\"beam\":\"4\"}|beam should be a whole number, but is \"4\"",
        "{\"beam\":0}|beam must be at least 1, but is 0",
        "{\"beam\":2,\"lengthPenalty\":\"x\"}|lengthPenalty should be a number, but is \"x\"",
        "{\"beam\":2,\"lengthNormalization\":-1}|lengthNormalization must be 0 or more",
        "{\"maxLength\":0}|maxLength must be at least 1, but is 0",
        "{\"maxLength\":99999999999}|maxLength should be a whole number, but is 99999999999",
        "{\"maxLengthBeyondSource\":-1}|maxLengthBeyondSource must be at least 0",
        "{\"suppress\":[1.5]}|suppress should be a whole number, but is 1.5",
        "{\"suppress\":7}|suppress should be a list, but is 7",
        "{\"prefix\":{\"a\":1}}|prefix should be a list, but is {",
        "{\"forceEnd\":\"yes\"}|forceEnd should be true or false, but is \"yes\"",
        "{\"lengthPenalty\":0.6}|lengthPenalty has no meaning without a beam",
        "{\"beam\":2,\"lengthPenalty\":1,\"lengthNormalization\":1}|exclude each other",
        "{\"maxLength\":2,\"maxLengthBeyondSource\":1}|exclude each other",
        "[1]|it should be an object, but is [1]",
        "{\"beam\":|it is not JSON",
      })
  void whatIsWrongIsNamed(String json, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DecodingJson.read(json))
        .withMessageContaining(message);
  }
}
