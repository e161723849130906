package org.attentionzoo.zoo.untrusted;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class JsonLimitsTest {

  private static void assertRefused(String json, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonLimits.check(json, 10_000))
        .withMessageContaining(reason);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void ordinaryJsonPasses() {
    String json = "{\"a\": [1, -2.5e-300, \"NaN\", null, true], \"b\": " + nested(62) + "}";
    assertThatCode(() -> JsonLimits.check(json, 10_000)).doesNotThrowAnyException();
  }

  @Test
  void deepNestingIsRefused() {
    assertRefused(nested(65), "it nests deeper than 64 levels");
    assertRefused("{\"a\":".repeat(100_000), "it nests deeper than 64 levels");
  }

  @Test
  void longNumbersAreRefused() {
    assertRefused("[\n" + "9".repeat(500_000) + "]", "a number has 500000 characters, in line 2");
    assertRefused("[0." + "1".repeat(100) + "]", "a number has 102 characters");
  }

  @Test
  void manyValuesAreRefused() {
    assertRefused("[" + "[],".repeat(10_000) + "0]", "it has more than 10000 values");
  }

  @Test
  void aFieldNamedTwiceIsRefused() {
    assertRefused("{\"@class\": \"a\", \"@class\": \"b\"}", "Duplicate field '@class'");
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertRefused("", "it is not JSON");
    assertRefused("{\"a\": ", "it is not JSON: Unexpected end-of-input");
    assertRefused("{a: 1}", "it is not JSON");
    assertRefused("[NaN]", "it is not JSON");
    assertRefused("{} {}", "it is not JSON: it goes on after its end");
  }
}
