package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

class AccumulatingUpdaterTest {

  private static final List<SequencePair> LONG =
      List.of(pair(4, 5, 6, 7), pair(7, 6, 5), pair(5, 5, 4, 6, 6));
  private static final List<SequencePair> SHORT = List.of(pair(6), pair(4, 7));
  private static final List<SequencePair> ALL =
      List.of(LONG.get(0), LONG.get(1), LONG.get(2), SHORT.get(0), SHORT.get(1));

  private final int threads = ParallelRows.threads();

  @AfterEach
  void resetThreads() {
    ParallelRows.setThreads(threads);
  }

  @Test
  void twoBatchesOfDifferentSizeChangeTheParametersAsOneLargeBatchDoes() {
    ComputationGraph parts = transformer(new Sgd(0.5), 0);
    AccumulatingUpdater.install(parts, 2, 0);
    ComputationGraph whole = transformer(new Sgd(0.5), 0);
    INDArray before = whole.params().dup();

    fit(parts, LONG);
    assertThat(parts.params()).as("before the update").isEqualTo(before);
    fit(parts, SHORT);
    fit(whole, ALL);

    assertThat(whole.params().distance2(before)).isGreaterThan(0.1);
    assertThat(parts.params().distance2(whole.params())).isCloseTo(0, within(1e-12));
  }

  @Test
  void scheduleAdamAndClippingSeeUpdatesNotBatches() {
    IUpdater adam = new Adam(new NoamSchedule(8, 2, 0.1));
    ComputationGraph parts = transformer(adam, 0);
    AccumulatingUpdater.install(parts, 2, 0.05);
    ComputationGraph whole = transformer(adam, 0);
    AccumulatingUpdater.install(whole, 1, 0.05);

    for (int update = 0; update < 3; update++) {
      fit(parts, LONG);
      fit(parts, SHORT);
      fit(whole, ALL);
    }

    assertThat(parts.getIterationCount()).isEqualTo(6);
    assertThat(parts.params().distance2(whole.params())).isCloseTo(0, within(1e-9));
  }

  @Test
  void gradientOfTheWholeNetworkIsClippedToTheNormInItsDirection() {
    ComputationGraph free = transformer(new Sgd(1), 0);
    ComputationGraph clipped = transformer(new Sgd(1), 0);
    AccumulatingUpdater.install(clipped, 1, 0.25);
    INDArray before = free.params().dup();

    fit(free, ALL);
    fit(clipped, ALL);

    INDArray step = free.params().sub(before);
    INDArray clippedStep = clipped.params().sub(before);
    assertThat(step.norm2Number().doubleValue()).isGreaterThan(0.3);
    assertThat(clippedStep.norm2Number().doubleValue()).isCloseTo(0.25, within(1e-9));
    assertThat(clippedStep.mul(step.norm2Number().doubleValue() / 0.25).distance2(step))
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void withoutClippingOrAccumulationTrainingIsAsWithoutIt() {
    ComputationGraph plain = transformer(new Adam(0.01), 0.1);
    ComputationGraph installed = transformer(new Adam(0.01), 0.1);
    AccumulatingUpdater.install(installed, 1, 1e9);

    for (int i = 0; i < 3; i++) {
      fit(plain, ALL);
      fit(installed, ALL);
    }

    assertThat(installed.params()).isEqualTo(plain.params());
  }

  @Test
  void aLargeNetworkStepsOnceToo() {
    ParallelRows.setThreads(2);
    ComputationGraph plain = largeTransformer();
    ComputationGraph installed = largeTransformer();
    plain.setUpdater(new ComputationGraphUpdater(plain));
    AccumulatingUpdater.install(installed, 1, 1e9);

    for (int i = 0; i < 3; i++) {
      fit(plain, ALL);
      fit(installed, ALL);
    }

    assertThat(installed.params().equalsWithEps(plain.params(), 0)).isTrue();
  }

  @Test
  void aLargeNetworkWaitsForAllBatchesOfAnUpdate() {
    ParallelRows.setThreads(2);
    ComputationGraph network = largeTransformer();
    AccumulatingUpdater.install(network, 2, 1);
    for (int update = 0; update < 2; update++) {
      INDArray before = network.params().dup();
      fit(network, LONG);
      assertThat(network.params().equalsWithEps(before, 0)).isTrue();
      fit(network, SHORT);
      assertThat(network.params().equalsWithEps(before, 0)).isFalse();
    }
  }

  /** So large that the updater takes the step itself. */
  private static ComputationGraph largeTransformer() {
    return Transformer.builder()
        .vocabularySize(8200)
        .modelSize(128)
        .heads(2)
        .feedForwardSize(16)
        .layers(1)
        .dropout(0.1)
        .updater(new FastAdam(0.01))
        .seed(5)
        .build()
        .init();
  }

  @Test
  void installingKeepsTheStateOfAdam() {
    ComputationGraph plain = transformer(new Adam(0.01), 0);
    ComputationGraph installed = transformer(new Adam(0.01), 0);
    fit(plain, ALL);
    fit(installed, ALL);

    AccumulatingUpdater.install(installed, 1, 1e9);
    fit(plain, SHORT);
    fit(installed, SHORT);

    assertThat(installed.params()).isEqualTo(plain.params());
  }

  @Test
  void halfOfAnUpdateCanBeCarriedOverToAnotherUpdater() {
    ComputationGraph straight = transformer(new Adam(0.01), 0.1);
    AccumulatingUpdater.install(straight, 3, 1);
    ComputationGraph stopped = transformer(new Adam(0.01), 0.1);
    AccumulatingUpdater first = AccumulatingUpdater.install(stopped, 3, 1);
    List<List<SequencePair>> batches = List.of(LONG, SHORT, ALL, SHORT);

    batches.forEach(batch -> fit(straight, batch));
    fit(stopped, LONG);
    fit(stopped, SHORT);
    INDArray pending = first.pendingSum();
    double tokens = first.pendingTokens();
    AccumulatingUpdater.install(stopped, 3, 1).resume(pending, tokens);
    fit(stopped, ALL);
    fit(stopped, SHORT);

    assertThat(tokens).isEqualTo(5 + 4 + 6 + 2 + 3);
    assertThat(stopped.params()).isEqualTo(straight.params());
  }

  @Test
  void recurrentNetworkIsClippedAsAWholeToo() {
    ComputationGraph network =
        Seq2Seq.builder()
            .vocabularySize(8)
            .embeddingSize(6)
            .units(5)
            .gradientClipping(0)
            .updater(new Sgd(1))
            .build()
            .init();
    INDArray before = network.params().dup();
    AccumulatingUpdater.install(network, 1, 0.01);

    fit(network, ALL);

    assertThat(network.params().distance2(before)).isCloseTo(0.01, within(1e-5));
  }

  @Test
  void wrongValuesAreNamed() {
    ComputationGraph network = transformer(new Sgd(1), 0);
    assertThatThrownBy(() -> AccumulatingUpdater.install(network, 0, 1))
        .hasMessage("batches must be at least 1, but is 0");
    assertThatThrownBy(() -> AccumulatingUpdater.install(network, 1, -1))
        .hasMessage("maxNorm must be a norm, or 0 for any, but is -1.0");
    AccumulatingUpdater updater = AccumulatingUpdater.install(network, 1, 1);
    assertThatThrownBy(() -> updater.resume(network.params(), 3))
        .hasMessageContaining("in updates of 1 batches");
  }

  private static ComputationGraph transformer(IUpdater updater, double dropout) {
    return Transformer.builder()
        .vocabularySize(8)
        .modelSize(8)
        .heads(2)
        .feedForwardSize(12)
        .layers(1)
        .dropout(dropout)
        .dataType(DataType.DOUBLE)
        .updater(updater)
        .seed(5)
        .build()
        .init();
  }

  private static void fit(ComputationGraph network, List<SequencePair> pairs) {
    network.fit(SequenceBatch.of(pairs));
  }

  private static SequencePair pair(int... ids) {
    return new SequencePair(ids, ids);
  }
}
