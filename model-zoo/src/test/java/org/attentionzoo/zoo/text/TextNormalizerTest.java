package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextNormalizerTest {

  @Test
  void everySpaceIsAnOrdinarySpace() {
    assertThat(TextNormalizer.normalize("1\u00a0mai\u202f1999\t!  x")).isEqualTo("1 mai 1999 !  x");
  }

  @Test
  void invisibleMarksAndOuterSpacesGo() {
    assertThat(TextNormalizer.normalize("\u200e \ufeff1999\u200f ")).isEqualTo("1999");
  }

  @Test
  void accentsAreComposed() {
    assertThat(TextNormalizer.normalize("fe\u0301vrier")).isEqualTo("février");
  }
}
