package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.recurrent.Cell;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

/** {@link AttentionSeq2Seq} in small sizes. */
class AttentionSeq2SeqTest {

  private static AttentionSeq2SeqBuilder small() {
    return AttentionSeq2Seq.builder().embeddingSize(16).units(32).updater(new Adam(5e-3));
  }

  @Nested
  class Bahdanau extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return AttentionSeq2SeqTest.small();
    }
  }

  @Nested
  class BahdanauWithBiasAndWithoutMaxout extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return AttentionSeq2SeqTest.small().score(new Additive(32, true)).maxout(false);
    }
  }

  @Nested
  class LuongWithInputFeeding extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return AttentionSeq2SeqTest.small()
          .order(AttentionOrder.LUONG)
          .cell(Cell.LSTM)
          .layers(2)
          .bidirectional(false)
          .reverseSource(true)
          .score(new General())
          .inputFeeding(true);
    }
  }

  @Nested
  class LuongLocalAndTied extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return AttentionSeq2SeqTest.small()
          .order(AttentionOrder.LUONG)
          .embeddingSize(32)
          .score(new General())
          .window(Window.localPredictive(3))
          .tying(Tying.ALL);
    }
  }

  @Test
  void optionsThatDoNotGoTogetherAreNamed() {
    assertRefused(small().inputFeeding(true), "inputFeeding true needs order LUONG, got BAHDANAU");
    assertRefused(
        small().order(AttentionOrder.LUONG).maxoutSize(8),
        "maxoutSize 8 needs order BAHDANAU, got LUONG");
    assertRefused(
        small().order(AttentionOrder.LUONG).maxout(false),
        "maxout false needs order BAHDANAU, got LUONG");
    assertRefused(small().maxout(false).maxoutSize(8), "maxoutSize 8 needs maxout true");
    assertRefused(small().reverseSource(true), "reverseSource has no meaning");
    assertRefused(small().score(new Dot()), "query size is 32 and memory size is 64");
    assertRefused(small().tying(Tying.ALL).units(20), "but they are 16 and 10");
  }

  @Test
  void badSizesAreNamed() {
    assertRefused(small().units(0), "units must be at least 1, but is 0");
    assertRefused(small().embeddingSize(-1), "embeddingSize must be at least 1, but is -1");
    assertRefused(small().layers(0), "layers must be at least 1, but is 0");
    assertRefused(small().maxoutSize(0), "maxoutSize must be at least 1, but is 0");
    assertRefused(small().dropout(1.5), "dropout must be in [0, 1), but is 1.5");
    assertRefused(small().cell(null), "cell must be given, but is null");
    assertRefused(small().order(null), "order must be given, but is null");
    assertRefused(small().window(null), "window must be given, but is null");
    assertThatThrownBy(() -> small().score(null)).hasMessageContaining("score must be given");
  }

  private static void assertRefused(AttentionSeq2SeqBuilder builder, String message) {
    builder.vocabularySize(9);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
