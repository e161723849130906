package org.attentionzoo.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.pretrained.PretrainedModel.Result;
import org.attentionzoo.zoo.pretrained.PretrainedModel.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryJsonTest {

  private static final String SHA = "0123456789abcdef".repeat(4);

  private static final PretrainedModel ONE =
      new PretrainedModel(
          "g2p-en_2.0",
          "English \"words\" → phonemes",
          List.of("en", "pt-BR"),
          "GRU",
          12345678901L,
          Published.TRAINING,
          new Result("BLEU", -0.125, "nrefs:1", "test 2016"),
          new ZipFile("https://example.org/a.zip", 7, SHA));

  private static final String JSON = RegistryJson.write(List.of(ONE));

  private static void assertRefused(String json, String... reasons) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryJson.read(json))
        .satisfies(e -> assertThat(e.getMessage()).contains(reasons).doesNotContain("\n"));
  }

  @Test
  void itReadsWhatItWrites() {
    PretrainedModel two = Published.entry("two", new ZipFile("two.zip", 1, SHA));
    assertThat(RegistryJson.read(RegistryJson.write(List.of(ONE, two)))).containsExactly(ONE, two);
    assertThat(RegistryJson.read(RegistryJson.write(List.of()))).isEmpty();
  }

  @Test
  void everyFieldIsNeededAndNoOtherKnown() {
    for (String field :
        List.of(
            "format",
            "version",
            "models",
            "name",
            "task",
            "languages",
            "architecture",
            "parameters",
            "training",
            "data",
            "licence",
            "command",
            "libraryVersion",
            "result",
            "metric",
            "score",
            "signature",
            "testSet",
            "zip",
            "file",
            "bytes",
            "sha256")) {
      String other = JSON.replace('"' + field + "\" :", "\"other\" :");
      assertThat(other).isNotEqualTo(JSON);
      assertRefused(other, "unknown field \"other\"");
      String more = JSON.replace('"' + field + "\" :", "\"more\" : 1, \"" + field + "\" :");
      assertRefused(more, "unknown field \"more\"");
      for (String value : List.of("null", "[]", "{}", "true")) {
        String changed =
            JSON.replaceFirst(
                '"' + field + "\" : (\"[^\\n]*\"|[-\\d.]+|\\[[^\\n]*)(,?)\\n",
                '"' + field + "\" : " + value + "$2\n");
        boolean list = changed.equals(JSON) || (field.equals("languages") && value.equals("[]"));
        if (!list && !field.equals("models")) {
          assertRefused(changed, "");
        }
      }
    }
    assertRefused(
        JSON.replace("\"score\" : -0.125,", ""), "model 1, result: has no field \"score\"");
    assertRefused(JSON.replace("\"parameters\" : 12345678901,", ""), "has no field \"parameters\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\" : 1 | \"version\" : 2 | version is 2, this release reads version 1",
        "attention-zoo-registry | attention-zoo-model-card | format is",
        "g2p-en_2.0 | ../etc | name must be small letters and digits",
        "g2p-en_2.0 | G2P | name must be small letters and digits",
        "12345678901 | 0 | parameters must be at least 1, but is 0",
        "12345678901 | 1.5 | parameters is 1.5, expected an integer",
        "12345678901 | 99999999999999999999 | expected an integer",
        "12345678901 | \"7\" | parameters is \"7\", expected an integer",
        "-0.125 | 1e999 | score must be a finite number",
        "-0.125 | \"NaN\" | score is \"NaN\", expected a number",
        "\"bytes\" : 7 | \"bytes\" : 0 | bytes must be at least 1, but is 0",
        "\"bytes\" : 7 | \"bytes\" : -1 | bytes must be at least 1, but is -1",
        "0123456789abcdef | 0123456789ABCDEF | sha256 must be 64 digits",
        "cdef\" | cde\" | sha256 must be 64 digits",
        "pt-BR | x | language must be a tag such as pt-BR",
        "pt-BR | en/de | language must be a tag such as pt-BR",
        "\"GRU\" | \" \" | architecture must be one line",
        "\"GRU\" | \"\\u001b[2J\" | architecture must be one line of at most 2000 characters, but is \"\\u001b[2J\"",
        "\"GRU\" | \"a\\nb\" | architecture must be one line",
        "\"GRU\" | \"a\\u202eb\" | architecture must be one line",
        "\"name\" : | \"name\" : \"a\", \"name\" : | it is not JSON: Duplicate field 'name'"
      })
  void aWrongValueIsNamed(String from, String to, String reason) {
    assertThat(JSON).contains(from);
    assertRefused(JSON.replace(from, to), reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "null", "{\"models\": [", "{} {}", "<html>"})
  void whatIsNoRegistryIsNone(String json) {
    assertRefused(json, "");
  }

  @Test
  void whatNestsDeepOrGoesOnForeverIsRefused() {
    assertRefused("[".repeat(100_000), "it nests deeper than 64 levels");
    assertRefused("[" + "1,".repeat(200_000) + "1]", "it has more than 100000 values");
    assertRefused(JSON.replace("-0.125", "1".repeat(1000)), "a number has 1000 characters");
    assertRefused(JSON.replace("GRU", "x".repeat(2001)), "one line of at most 2000 characters");
  }

  @Test
  void aNameIsThereOnce() {
    List<PretrainedModel> twice = new ArrayList<>(List.of(ONE, ONE));
    assertRefused(RegistryJson.write(twice), "model \"g2p-en_2.0\" is there twice");
  }

  @Test
  void aCardHasALineForEachValue() {
    assertThat(ONE.card().lines())
        .hasSize(12)
        .contains("score         BLEU -0.125 (nrefs:1; test 2016)");
  }
}
