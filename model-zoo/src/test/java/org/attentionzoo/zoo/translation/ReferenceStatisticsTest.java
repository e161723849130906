package org.attentionzoo.zoo.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.metrics.TeacherForcing;
import org.attentionzoo.zoo.metrics.TokenStatistics;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class ReferenceStatisticsTest {

  private final ComputationGraph network =
      Seq2Seq.builder().vocabularySize(7).embeddingSize(4).units(4).build().init();
  private final List<SequencePair> pairs =
      List.of(
          new SequencePair(new int[] {4, 5, 6}, new int[] {5}),
          new SequencePair(new int[] {4}, new int[] {6, 6}),
          new SequencePair(new int[] {5, 5}, new int[] {}));

  @Test
  void theyAreThoseOfAllPairsWhateverTheBatches() {
    TokenStatistics expected = TeacherForcing.of(network, SequenceBatch.of(pairs));
    AtomicInteger batches = new AtomicInteger();
    for (int batch : new int[] {1, 2, Integer.MAX_VALUE}) {
      TokenStatistics sum = ReferenceStatistics.of(network, pairs, batch, batches::incrementAndGet);
      assertThat(sum.tokens()).isEqualTo(6);
      assertThat(sum.crossEntropy()).isCloseTo(expected.crossEntropy(), within(1e-5));
    }
    assertThat(batches).hasValue(3 + 2 + 1);
  }

  @Test
  void noPairsHaveNoTokens() {
    assertThat(ReferenceStatistics.of(network, List.of(), 2, () -> {}))
        .isEqualTo(TokenStatistics.NONE);
  }
}
