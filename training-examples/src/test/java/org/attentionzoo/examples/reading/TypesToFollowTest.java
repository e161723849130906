package org.attentionzoo.examples.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TypesToFollowTest {

  /** Who wants to read the mathematics, and how far it is. */
  private static final int AT_MOST = 12;

  @Test
  void theMathematicsOfAttentionIsReadInAFewTypes() throws Exception {
    Map<String, Set<String>> types = TypesToFollow.measure();
    types.forEach((what, all) -> System.out.println("types to follow " + what + ": " + all.size()));
    assertThat(types).hasSize(8);
    types.forEach(
        (what, all) -> {
          assertThat(all).as(what).isNotEmpty();
          if (what.endsWith(TypesToFollow.DEFINITION)) {
            assertThat(all).as(what).hasSizeLessThanOrEqualTo(AT_MOST);
          }
        });
  }
}
