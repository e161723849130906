package org.attentionzoo.zoo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class TeacherForcingTest {

  private static final int VOCABULARY = 9;

  private static final List<SequencePair> PAIRS =
      List.of(
          new SequencePair(new int[] {4, 5, 6}, new int[] {6, 5, 4}),
          new SequencePair(new int[] {7}, new int[] {7}),
          new SequencePair(new int[] {8, 4, 4, 5, 6}, new int[] {6, 5, 4, 4, 8}),
          new SequencePair(new int[] {5, 5}, new int[] {}));

  private static final int TOKENS = 4 + 2 + 6 + 1;

  private enum Kind {
    ATTENTION_RNN {
      @Override
      ModelBuilder<?> builder() {
        return AttentionSeq2Seq.builder().embeddingSize(5).units(6);
      }
    },
    TRANSFORMER {
      @Override
      ModelBuilder<?> builder() {
        return Transformer.tiny().modelSize(8).heads(2).feedForwardSize(8).layers(1);
      }
    },
    TIED_TRANSFORMER {
      @Override
      ModelBuilder<?> builder() {
        return Transformer.tiny()
            .modelSize(8)
            .heads(2)
            .feedForwardSize(8)
            .layers(1)
            .tying(Tying.ALL);
      }
    };

    abstract ModelBuilder<?> builder();
  }

  private static ComputationGraph network(Kind kind) {
    return kind.builder().vocabularySize(VOCABULARY).seed(3).build().init();
  }

  /** From the probabilities of the whole network, in plain Java. */
  private static TokenStatistics expected(ComputationGraph network, MultiDataSet batch) {
    INDArray probabilities =
        network
            .output(false, batch.getFeatures(), batch.getFeaturesMaskArrays(), null)[
            0]; // [N, V, T]
    TokenStatistics sum = TokenStatistics.NONE;
    for (int n = 0; n < probabilities.size(0); n++) {
      for (int t = 0; t < probabilities.size(2); t++) {
        if (batch.getLabelsMaskArray(0).getDouble(n, t) == 0) {
          continue;
        }
        int label = batch.getLabels(0).getInt(n, t);
        int best = 0;
        for (int v = 1; v < VOCABULARY; v++) {
          best = probabilities.getDouble(n, v, t) > probabilities.getDouble(n, best, t) ? v : best;
        }
        double loss = -Math.log(probabilities.getDouble(n, label, t));
        sum = sum.plus(new TokenStatistics(1, loss, best == label ? 1 : 0));
      }
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void agreesWithTheProbabilitiesOfTheWholeNetwork(Kind kind) {
    ComputationGraph network = network(kind);
    MultiDataSet batch = SequenceBatch.of(PAIRS);

    TokenStatistics found = TeacherForcing.of(network, batch);

    TokenStatistics expected = expected(network, batch);
    assertThat(found.tokens()).isEqualTo(TOKENS);
    assertThat(found.negativeLogLikelihood())
        .isCloseTo(expected.negativeLogLikelihood(), within(1e-3));
    assertThat(found.correct()).isEqualTo(expected.correct());
  }

  @Test
  void labelSmoothingOfTheNetworkDoesNotCount() {
    ComputationGraph smoothed =
        Kind.TRANSFORMER.builder().vocabularySize(VOCABULARY).labelSmoothing(0.4).build().init();
    ComputationGraph plain =
        Kind.TRANSFORMER.builder().vocabularySize(VOCABULARY).labelSmoothing(0).build().init();
    MultiDataSet batch = SequenceBatch.of(PAIRS);

    double crossEntropy = TeacherForcing.of(smoothed, batch).crossEntropy();

    assertThat(crossEntropy).isCloseTo(plain.score(batch), within(1e-4));
    assertThat(smoothed.score(batch)).isNotCloseTo(crossEntropy, within(1e-3));
  }

  @Test
  void batchesAddUpWhateverTheirSize() {
    ComputationGraph network = network(Kind.ATTENTION_RNN);
    BatchIterator ones = BatchIterator.builder(PAIRS).batchSize(1).shuffle(false).build();

    TokenStatistics inOnes = TeacherForcing.of(network, ones);

    TokenStatistics atOnce = TeacherForcing.of(network, SequenceBatch.of(PAIRS));
    assertThat(inOnes.tokens()).isEqualTo(atOnce.tokens());
    assertThat(inOnes.correct()).isEqualTo(atOnce.correct());
    assertThat(inOnes.crossEntropy()).isCloseTo(atOnce.crossEntropy(), within(1e-4));
  }

  @Test
  void leavesTheNetworkAsItWas() {
    ComputationGraph network = network(Kind.TRANSFORMER);
    INDArray source = Nd4j.createFromArray(new int[][] {{4, 5}});
    INDArray target = Nd4j.createFromArray(new int[][] {{2, 5}});
    INDArray before = network.output(source, target)[0].dup('c');

    TeacherForcing.of(network, SequenceBatch.of(PAIRS));

    assertThat(network.output(source, target)[0].dup('c').data().asFloat())
        .isEqualTo(before.data().asFloat());
  }

  @Test
  void perplexityAndAccuracyFollowFromTheSums() {
    TokenStatistics statistics = new TokenStatistics(4, 4 * Math.log(8), 1);

    assertThat(statistics.crossEntropy()).isEqualTo(Math.log(8));
    assertThat(statistics.perplexity()).isCloseTo(8, within(1e-12));
    assertThat(statistics.accuracy()).isEqualTo(0.25);
  }

  @Test
  void aLabelOutsideTheVocabularyIsAnErrorThatNamesIt() {
    ComputationGraph network = network(Kind.ATTENTION_RNN);
    MultiDataSet batch = SequenceBatch.of(PAIRS);
    batch.getLabels(0).putScalar(0, 1, 99);

    assertThatThrownBy(() -> TeacherForcing.of(network, batch))
        .hasMessage(
            "Label 99 at target position 1 of the batch is outside the vocabulary of 9 tokens");
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 0.5f, 2, Float.NaN, Float.NEGATIVE_INFINITY})
  void aMaskThatIsNeitherOneNorZeroIsAnErrorThatNamesItsPlace(float wrong) {
    ComputationGraph network = network(Kind.TIED_TRANSFORMER);
    MultiDataSet features = SequenceBatch.of(PAIRS);
    features.getFeaturesMaskArray(0).putScalar(2, 1, wrong);
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> network.fit(features), () -> TeacherForcing.of(network, features))) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("mask of input")
          .hasMessageContaining("is " + wrong + " in row 2, position 1; expected 1 (keep)");
    }
    MultiDataSet labels = SequenceBatch.of(PAIRS);
    labels.getLabelsMaskArray(0).putScalar(0, 2, wrong);
    assertThatThrownBy(() -> network.fit(labels))
        .hasMessageContaining("label mask is " + wrong)
        .hasMessageContaining("at row 0, position 2");
    assertThatThrownBy(() -> TeacherForcing.of(network, labels))
        .hasMessageContaining("Label mask is " + wrong + " at target position 2");
  }

  @Test
  void masksMayBeMissing() {
    MultiDataSet batch = SequenceBatch.of(PAIRS.subList(0, 1));
    batch.setFeaturesMaskArrays(null);
    batch.setLabelsMaskArray(null);
    assertThat(TeacherForcing.of(network(Kind.TIED_TRANSFORMER), batch).tokens()).isEqualTo(4);
  }
}
