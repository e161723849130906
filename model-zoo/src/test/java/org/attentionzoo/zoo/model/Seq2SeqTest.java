package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.attentionzoo.layers.recurrent.Cell;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

/** {@link Seq2Seq} in small sizes. */
class Seq2SeqTest {

  private static Seq2SeqBuilder small() {
    return Seq2Seq.builder().embeddingSize(16).units(64).updater(new Adam(5e-3));
  }

  @Nested
  class ReversedLstm extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return Seq2SeqTest.small();
    }
  }

  @Nested
  class ForwardGru extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return Seq2SeqTest.small().cell(Cell.GRU).reverseSource(false);
    }
  }

  @Test
  void badSizesAreNamed() {
    assertThatThrownBy(() -> small().units(0).vocabularySize(9).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("units must be at least 1, but is 0");
    assertThatThrownBy(() -> small().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sourceVocabularySize must be at least 1, but is 0");
  }
}
