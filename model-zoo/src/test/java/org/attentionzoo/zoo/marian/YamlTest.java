package org.attentionzoo.zoo.marian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.attentionzoo.zoo.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

  private static final Path FILE = Path.of("model.yml");

  private static String read(String... lines) throws WeightsException {
    return Yaml.read(FILE, String.join("\n", lines)).values().toString();
  }

  @Test
  void namesHaveValuesOfTheirKinds() throws WeightsException {
    assertThat(read("size: 16", "rate: 1e-3", "on: true", "off: false", "text: a b", "none: ~"))
        .isEqualTo(
            "{\"size\":16,\"rate\":0.001,\"on\":true,\"off\":false,\"text\":\"a"
                + " b\",\"none\":null}");
    assertThat(read("\"16\": '16'", "▁a: \"\\u2581\"")).isEqualTo("{\"16\":\"16\",\"▁a\":\"▁\"}");
    assertThat(read("{a: 1, b: [2, x]}")).isEqualTo("{\"a\":1,\"b\":[2,\"x\"]}");
  }

  @Test
  void listsAreListsOfValues() throws WeightsException {
    assertThat(read("models:", "  - model.npz", "  - 2", "vocabs: []", "end: 1"))
        .isEqualTo("{\"models\":[\"model.npz\",2],\"vocabs\":[],\"end\":1}");
  }

  @Test
  void whatLiesDeeperIsPassedOver() throws WeightsException {
    assertThat(read("map: {a: {b: [1, 2]}}", "list: [1, [2, 3], {a: 4}, 5]", "end: 1"))
        .isEqualTo("{\"list\":[1,null,null,5],\"end\":1}");
  }

  /** A number of many digits would take its square in time. */
  @Test
  void longNumbersStayText() throws WeightsException {
    String digits = "9".repeat(10_000);
    assertThat(Yaml.read(FILE, "a: " + digits).get("a").textValue()).isEqualTo(digits);
    assertThat(Yaml.read(FILE, "a: 2147483648").get("a").isInt()).isFalse();
  }

  /** Each level of ten names of the one before it: a billion, if they were followed. */
  @Test
  void anchorsAreNotFollowed() throws WeightsException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String of = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", of, of, of, of, of, of, of, of));
      bomb.append(", " + of + ", " + of + "]\n");
    }
    assertThat(Yaml.read(FILE, bomb.toString()).values().toString().length()).isLessThan(1000);
  }

  @Test
  void tagsMakeNoObjects() throws WeightsException {
    assertThat(read("a: !!javax.script.ScriptEngineManager x")).isEqualTo("{\"a\":\"x\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "- a|is no YAML map",
        "a|is no YAML map",
        "##|is no YAML map",
        "a: 1\\na: 2|has \"a\" twice",
        "a: [1|is no YAML: ",
        "a: b: c|is no YAML: mapping values are not allowed here (line 1)",
        "a: 1\\nb: \\t- @|is no YAML: ",
        "a: \"\\u0001\u0001\"|is no YAML: ",
      })
  void whatIsNoSuchYamlIsNamed(String yaml, String message) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> read(yaml.replace("\\n", "\n").replace("\\t", "\t")))
        .withMessageStartingWith("model.yml: " + message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
        .withMessageNotContaining("Source");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: "})
  void whatNestsTooDeepIsRefused(String open) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Yaml.read(FILE, "a: " + open.repeat(5000)))
        .withMessageStartingWith("model.yml: nests too deep");
  }
}
