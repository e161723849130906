package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

/** What becomes of the memory that batches decode in. */
class GraphScorerTest {

  private static final int[][] SOURCES = {{5, 6, 7}, {8}};

  private final ComputationGraph net =
      Transformer.tiny()
          .vocabularySize(20)
          .modelSize(12)
          .heads(2)
          .feedForwardSize(20)
          .layers(1)
          .build()
          .init();
  private final GraphScorer scorer = new GraphScorer(net);

  private static float[][] step(DecoderState state, int... tokens) {
    float[][] read = new float[tokens.length][];
    state.step(tokens, (row, scores) -> read[row] = scores.logProbabilities());
    return read;
  }

  @Test
  void aClosedScorerBeginsNothing() {
    scorer.begin(SOURCES, false).close();
    scorer.close();
    scorer.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> scorer.begin(SOURCES, false))
        .withMessage("the scorer is closed");
    assertThat(net.params().wasClosed()).isFalse();
  }

  @Test
  void whatOwnsAScorerClosesIt() {
    Generator generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS);
    generator.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> generator.best(SOURCES, Decoding.greedy()))
        .withMessage("the scorer is closed");

    GraphScorer member = new GraphScorer(net);
    new EnsembleScorer(List.of(member, member)).close();
    assertThatIllegalStateException().isThrownBy(() -> member.begin(SOURCES, false));
  }

  @Test
  void aBatchUnderWayGoesOnWhenTheScorerIsClosed() {
    DecoderState idle = scorer.begin(SOURCES, true);
    DecoderState state = scorer.begin(SOURCES, true);
    float[][] first = step(state, 2, 2);
    idle.close();
    scorer.close();
    assertThat(step(state, 5, 6)).isNotEqualTo(first);
    assertThat(state.attention()).hasDimensions(2, 3);
    assertThatCode(state::close).doesNotThrowAnyException();
  }

  @Test
  void aClosedStateDoesNothingToTheNextBatch() {
    DecoderState closed = scorer.begin(SOURCES, true);
    closed.close();
    closed.close();
    DecoderState one = scorer.begin(SOURCES, true);
    DecoderState other = scorer.begin(SOURCES, true);
    float[][] expected = step(one, 2, 2);
    step(one, 7, 7);
    assertThat(step(other, 2, 2)).isEqualTo(expected); // not a part of what the first one runs in
    assertThatIllegalStateException()
        .isThrownBy(() -> step(closed, 2, 2))
        .withMessage("the state of the decoder is closed");
    assertThatIllegalStateException().isThrownBy(() -> closed.select(new int[] {0}));
    assertThatIllegalStateException().isThrownBy(closed::attention);
  }

  @Test
  void aBatchThatCouldNotBeginLeavesARoomForTheNext() {
    float[][] expected = step(scorer.begin(SOURCES, false), 2, 2);
    assertThatThrownBy(() -> scorer.begin(new int[][] {{99}}, false)).hasMessageContaining("99");
    assertThat(step(scorer.begin(SOURCES, false), 2, 2)).isEqualTo(expected);
  }

  @Test
  void aModelWithoutAttentionSaysSo() {
    GraphScorer blind =
        new GraphScorer(
            Seq2Seq.builder().vocabularySize(9).embeddingSize(4).units(4).build().init());
    assertThatThrownBy(() -> blind.begin(SOURCES, true))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("this model has no attention weights");
  }
}
