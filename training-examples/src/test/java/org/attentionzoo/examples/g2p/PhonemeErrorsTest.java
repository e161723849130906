package org.attentionzoo.examples.g2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhonemeErrorsTest {

  @Test
  void anyListedPronunciationIsRight() {
    PhonemeErrors errors = PhonemeErrors.NONE.plus("AH B", List.of("EY B", "AH B"));
    assertThat(errors).isEqualTo(new PhonemeErrors(1, 0, 0, 2));
  }

  @Test
  void editsAreThoseToTheClosestPronunciation() {
    PhonemeErrors errors =
        PhonemeErrors.NONE
            .plus("K AE T S", List.of("K AA R T S EH", "K AE T")) // one inserted
            .plus("D AO", List.of("D AO G")) // one deleted
            .plus("", List.of("AH")) // all deleted
            .plus("B IY", List.of("B IY"));
    assertThat(errors).isEqualTo(new PhonemeErrors(4, 3, 3, 3 + 3 + 1 + 2));
    assertThat(errors.wordErrorRate()).isCloseTo(75, within(1e-9));
    assertThat(errors.phonemeErrorRate()).isCloseTo(100.0 * 3 / 9, within(1e-9));
  }
}
