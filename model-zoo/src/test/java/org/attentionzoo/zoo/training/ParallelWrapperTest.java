package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attentionzoo.zoo.training.ParallelModels.batch;
import static org.attentionzoo.zoo.training.ParallelModels.loss;
import static org.attentionzoo.zoo.training.ParallelModels.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.FastAdam;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.ParallelWrapper.TrainingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.Sgd;

/** DL4J's own data parallelism with the models: what works, and what it does not know. */
class ParallelWrapperTest {

  private static final int ROUNDS = 40;

  /** Trainings of one worker that say how far its losses are apart by chance. */
  private static final int SEEDS = 8;

  /** A worker that waits for its first batch. */
  private static final Predicate<Map.Entry<Thread, StackTraceElement[]>> ITS_WORKER =
      entry ->
          entry.getKey().getName().startsWith("ParallelWrapper training thread")
              && Stream.of(entry.getValue())
                  .anyMatch(frame -> frame.getMethodName().equals("poll"));

  static ParallelWrapper.Builder<?> averaging(ComputationGraph net, int workers) {
    return new ParallelWrapper.Builder<>(net)
        .workers(workers)
        .averagingFrequency(1)
        .trainingMode(TrainingMode.AVERAGING);
  }

  static void fit(ParallelWrapper.Builder<?> options, List<MultiDataSet> batches) throws Exception {
    try (ParallelWrapper wrapper = options.prefetchBuffer(0).build()) {
      wrapper.fit(iterator(batches, wrapper.getWorkers()));
    }
  }

  /**
   * Gives the first batch when all workers have copied the network: the first one trains the
   * network itself, from which the others would copy half of an update if they came late.
   */
  private static MultiDataSetIterator iterator(List<MultiDataSet> batches, int workers) {
    int size = (int) batches.get(0).getFeatures(0).size(0); // it would merge smaller ones
    return new IteratorMultiDataSetIterator(batches.iterator(), size) {
      private boolean copied;

      @Override
      public MultiDataSet next() {
        while (!copied) {
          copied =
              Thread.getAllStackTraces().entrySet().stream().filter(ITS_WORKER).count() == workers;
          Thread.onSpinWait();
        }
        return super.next();
      }
    };
  }

  /** Of 16 pairs each, with other lengths in each. */
  private static List<MultiDataSet> small(int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> batch(16, i)).toList());
  }

  private static double distance(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }

  /** Of one worker after as many updates of 32 pairs, from other parameters and pairs each time. */
  private static SummaryStatistics lossesOfOneWorker(ParallelModels model) {
    SummaryStatistics losses = new SummaryStatistics();
    for (int seed = 1; seed <= SEEDS; seed++) { // to ND4J, 0 is none
      ComputationGraph net = model.net(new FastAdam(0.02), 0, seed);
      for (int i = 0; i < ROUNDS; i++) {
        net.fit(batch(32, 1000L * seed + i));
      }
      losses.addValue(loss(net));
    }
    return losses;
  }

  /** What one more loss of the same kind exceeds once in a thousand times (Student's t). */
  private static double bound(SummaryStatistics losses) {
    double t = new TDistribution(SEEDS - 1).inverseCumulativeProbability(0.999);
    return losses.getMean() + t * losses.getStandardDeviation() * Math.sqrt(1 + 1.0 / SEEDS);
  }

  @ParameterizedTest
  @EnumSource
  void twoWorkersLearnAsMuchAsOneFromAsManyPairs(ParallelModels model) throws Exception {
    SummaryStatistics one = lossesOfOneWorker(model);
    double before = loss(model.net(new FastAdam(0.02), 0));
    ComputationGraph averaged = model.net(new FastAdam(0.02), 0);
    fit(averaging(averaged, 2), small(2 * ROUNDS));
    ComputationGraph parallel = model.net(new FastAdam(0.02), 0);
    AccumulatingUpdater.install(parallel, 2, 0);
    try (ParallelFit fit = new ParallelFit(parallel, 2)) {
      fit.fit(new IteratorMultiDataSetIterator(small(2 * ROUNDS).iterator(), 16), 1);
    }
    System.out.printf(
        "%s: %.3f before, one worker %.3f (deviation %.3f), at most %.3f,"
            + " averages of two %.3f, ParallelFit of two %.3f%n",
        model,
        before,
        one.getMean(),
        one.getStandardDeviation(),
        bound(one),
        loss(averaged),
        loss(parallel));
    assertThat(bound(one)).isLessThan(before);
    assertThat(loss(averaged)).isLessThan(bound(one));
    assertThat(loss(parallel)).isLessThan(bound(one));
    assertThat(averaged.getUpdater()).isInstanceOf(DirectUpdater.class);
  }

  @ParameterizedTest
  @EnumSource
  void parametersAndStateOfTheUpdaterAreMeansOfTheWorkers(ParallelModels model) throws Exception {
    ComputationGraph net = model.net(new FastAdam(0.02), 0);
    fit(averaging(net, 2), new ArrayList<>(List.of(batch(3, 1), batch(3, 2))));
    ComputationGraph alone = model.net(new FastAdam(0.02), 0);
    alone.fit(batch(3, 1));
    ComputationGraph other = model.net(new FastAdam(0.02), 0);
    other.fit(batch(3, 2));
    assertThat(distance(net.params(), mean(alone.params(), other.params()))).isLessThan(1e-6);
    assertThat(distance(state(net), mean(state(alone), state(other)))).isLessThan(1e-6);
    assertThat(distance(state(alone), state(other))).isGreaterThan(1e-4);
  }

  private static INDArray mean(INDArray a, INDArray b) {
    return a.add(b).divi(2);
  }

  @ParameterizedTest
  @EnumSource
  void numbersOfParametersThatDl4jReservesMemoryByAreRight(ParallelModels model) {
    ComputationGraph net = model.net(new Sgd(0.5), 0);
    assertThat(net.numParams()).isEqualTo(net.params().length());
  }

  /** Its other workers have DL4J's updater: who clips or gathers takes ParallelFit. */
  @Test
  void theOtherWorkersKnowNoAccumulatingUpdater() throws Exception {
    ComputationGraph net = ParallelModels.TRANSFORMER.net(new Sgd(1), 0);
    AccumulatingUpdater.install(net, 1, 0.01);
    INDArray before = net.params().dup();
    fit(averaging(net, 2), new ArrayList<>(List.of(batch(3, 1), batch(3, 1))));
    assertThat(net.params().distance2(before)).isGreaterThan(0.1);
  }

  @Test
  void aRoundThatIsNotFullIsAveraged() throws Exception {
    ComputationGraph net = ParallelModels.TRANSFORMER.net(new Sgd(1), 0);
    ComputationGraph first = ParallelModels.TRANSFORMER.net(new Sgd(1), 0);
    ComputationGraph second = ParallelModels.TRANSFORMER.net(new Sgd(1), 0);
    fit(averaging(net, 3), new ArrayList<>(List.of(batch(3, 1), batch(3, 2))));
    first.fit(batch(3, 1));
    second.fit(batch(3, 2));
    assertThat(distance(net.params(), mean(first.params(), second.params()))).isLessThan(1e-6);
  }
}
