package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.IUpdater;

class ParallelFitTest {

  private static final IUpdater ADAM = new FastAdam(new NoamSchedule(16, 3, 0.5));

  private final int threads = ParallelRows.threads();

  @BeforeEach
  void oneKernelThreadForEachWorker() {
    ParallelRows.setThreads(3);
  }

  @AfterEach
  void resetThreads() {
    ParallelRows.setThreads(threads);
  }

  private static ComputationGraph net(ParallelModels model) {
    ComputationGraph net = model.net(ADAM, 0.2);
    AccumulatingUpdater.install(net, 3, 0.5);
    return net;
  }

  /** One batch after the other, with the kernel threads that a worker of three has. */
  private static List<Double> oneByOne(ComputationGraph net, List<MultiDataSet> batches) {
    int before = ParallelRows.threads();
    ParallelRows.setThreads(1);
    List<Double> losses = new ArrayList<>();
    for (MultiDataSet batch : batches) {
      net.fit(batch);
      losses.add(net.score());
    }
    ParallelRows.setThreads(before);
    return losses;
  }

  @ParameterizedTest
  @EnumSource
  void threeWorkersComputeTheBitsOfOne(ParallelModels model) {
    List<MultiDataSet> batches = ParallelModels.batches(8);
    ComputationGraph one = net(model);
    ComputationGraph three = net(model);
    double[] losses = new double[8];
    try (ParallelFit fit = new ParallelFit(three, 3)) {
      for (List<Integer> chunk :
          List.of(List.of(0, 1, 2), List.of(3, 4), List.of(5), List.of(6, 7))) {
        double[] found = fit.fit(chunk.stream().map(batches::get).toList());
        IntStream.range(0, found.length).forEach(i -> losses[chunk.get(i)] = found[i]);
      }
    }
    List<Double> expected = oneByOne(one, batches);

    assertThat(losses).containsExactly(expected.stream().mapToDouble(x -> x).toArray());
    assertThat(three.params()).isEqualTo(one.params());
    assertThat(ParallelModels.state(three)).isEqualTo(ParallelModels.state(one));
    assertThat(three.getIterationCount()).isEqualTo(8);
    AccumulatingUpdater pending = (AccumulatingUpdater) three.getUpdater();
    assertThat(pending.pendingSum())
        .isEqualTo(((AccumulatingUpdater) one.getUpdater()).pendingSum());
    assertThat(pending.pendingTokens()).isPositive();
  }

  @Test
  void whatAFineTunedNetworkHasFrozenStaysFrozen() {
    ComputationGraph net =
        new TransferLearning.GraphBuilder(ParallelModels.TRANSFORMER.net(ADAM, 0))
            .setFeatureExtractor("encoder0")
            .build();
    ComputationGraph one = net.clone();
    ComputationGraph before = net.clone();
    List<MultiDataSet> batches = ParallelModels.batches(2);
    AccumulatingUpdater.install(net, 2, 0);
    AccumulatingUpdater.install(one, 2, 0);
    ParallelRows.setThreads(2);
    try (ParallelFit fit = new ParallelFit(net, 2)) {
      fit.fit(batches);
    }
    oneByOne(one, batches);
    assertThat(net.params()).isEqualTo(one.params());
    assertThat(changed(before, net))
        .isNotEmpty()
        .anyMatch(name -> name.startsWith("decoder"))
        .noneMatch(name -> name.startsWith("encoder") || name.startsWith("source"));
  }

  /** Names of the parameters that are no longer the same. */
  private static List<String> changed(ComputationGraph before, ComputationGraph after) {
    return before.paramTable().entrySet().stream()
        .filter(entry -> !entry.getValue().equals(after.paramTable().get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Reads what a listener of DL4J reads. */
  private static final class Listener extends BaseTrainingListener {
    private final List<String> told = new ArrayList<>();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      told.add(iteration + " of epoch " + epoch + ": " + model.score());
    }

    @Override
    public void onEpochEnd(Model model) {
      told.add("end");
    }
  }

  @Test
  void listenersAreToldOfEachBatchInItsOrder() {
    ComputationGraph one = net(ParallelModels.SEQ2SEQ);
    Listener listenerOfOne = new Listener();
    one.setListeners(listenerOfOne);
    ComputationGraph three = net(ParallelModels.SEQ2SEQ);
    Listener listener = new Listener();
    three.setListeners(listener);
    List<MultiDataSet> batches =
        new ArrayList<>(IntStream.range(0, 7).mapToObj(i -> ParallelModels.batch(2, i)).toList());

    try (ParallelFit fit = new ParallelFit(three, 2)) {
      fit.fit(new IteratorMultiDataSetIterator(batches.iterator(), 2), 1);
    }
    oneByOne(one, batches);
    listenerOfOne.told.add("end");

    assertThat(listener.told).hasSize(8).isEqualTo(listenerOfOne.told);
    assertThat(three.getEpochCount()).isOne();
  }

  @Test
  void allWorkersTogetherHaveNoMoreThreadsThanOneNetwork() {
    ComputationGraph net = net(ParallelModels.TRANSFORMER);
    for (int[] share : new int[][] {{5, 2, 2}, {3, 3, 1}, {1, 2, 1}, {2, 1, 2}}) {
      ParallelRows.setThreads(share[0]);
      try (ParallelFit fit = new ParallelFit(net, share[1])) {
        assertThat(ParallelRows.threads()).as("before it begins").isEqualTo(share[0]);
        fit.fit(ParallelModels.batches(1));
        assertThat(ParallelRows.threads()).isEqualTo(share[2]);
        fit.unshareThreads();
        assertThat(ParallelRows.threads()).isEqualTo(share[0]);
      }
      assertThat(ParallelRows.threads()).isEqualTo(share[0]);
    }
  }

  @Test
  void workersEndWithTheirThreads() throws InterruptedException {
    ComputationGraph net = net(ParallelModels.TRANSFORMER);
    Set<Thread> workers = new HashSet<>();
    Set<Thread> others = Thread.getAllStackTraces().keySet();
    try (ParallelFit fit = new ParallelFit(net, 3)) {
      fit.fit(ParallelModels.batches(3));
      Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("attentionzoo-worker-"))
          .filter(thread -> !others.contains(thread))
          .forEach(workers::add);
    }
    assertThat(workers).hasSize(2);
    for (Thread worker : workers) {
      worker.join(60_000);
      assertThat(worker.isAlive()).isFalse();
    }
  }

  @Test
  void aBatchThatFailsIsAnErrorAndTheNetworkStaysAsItWas() {
    ComputationGraph net = net(ParallelModels.TRANSFORMER);
    MultiDataSet good = ParallelModels.batch(2, 1);
    MultiDataSet bad = SequenceBatch.of(List.of(new SequencePair(new int[] {4}, new int[] {99})));
    ComputationGraph untouched = net(ParallelModels.TRANSFORMER);
    try (ParallelFit fit = new ParallelFit(net, 3)) {
      assertThatThrownBy(() -> fit.fit(List.of(bad, good, good))).hasMessageContaining("99");
      assertThatThrownBy(() -> fit.fit(List.of(good, good, bad))).hasMessageContaining("99");
      assertThat(net.params()).isEqualTo(untouched.params());
      assertThat(fit.batchesLeft()).isEqualTo(3);
      fit.fit(List.of(good, good, good));
    }
    oneByOne(untouched, List.of(good, good, good));
    assertThat(net.params()).isEqualTo(untouched.params());
  }

  @Test
  void anInterruptWaitsForTheBatch() {
    ComputationGraph net = net(ParallelModels.TRANSFORMER);
    try (ParallelFit fit = new ParallelFit(net, 2)) {
      Thread.currentThread().interrupt();
      fit.fit(List.of(ParallelModels.batch(500, 1), ParallelModels.batch(1, 2)));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(net.getIterationCount()).isEqualTo(2);
    }
  }

  @Test
  void moreThanAnUpdateTakesIsRefused() {
    ComputationGraph net = net(ParallelModels.SEQ2SEQ);
    try (ParallelFit fit = new ParallelFit(net, 2)) {
      fit.fit(ParallelModels.batches(2));
      assertThatThrownBy(() -> fit.fit(ParallelModels.batches(2)))
          .hasMessage("batches must be 1 to 1, for 2 workers and 1 left of this update, but are 2");
    }
    ComputationGraph plain = ParallelModels.SEQ2SEQ.net(ADAM, 0);
    assertThatThrownBy(() -> new ParallelFit(plain, 2))
        .hasMessageStartingWith("the network must have an AccumulatingUpdater, but has Direct");
  }
}
