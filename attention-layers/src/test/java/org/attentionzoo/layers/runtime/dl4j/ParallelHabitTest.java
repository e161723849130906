package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.data;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.distance;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelInference;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.inference.InferenceMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class ParallelHabitTest {

  private static void fit(ParallelWrapper.Builder<?> options, long... seeds) throws Exception {
    List<MultiDataSet> batches = new ArrayList<>();
    for (long seed : seeds) {
      batches.add(data(seed));
    }
    try (ParallelWrapper wrapper = options.prefetchBuffer(0).build()) {
      wrapper.fit(new IteratorMultiDataSetIterator(batches.iterator(), 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void averagingGivesTheMeanOfAllParts(HabitNets kind) throws Exception {
    ComputationGraph net = kind.net();
    ComputationGraph alone = kind.net();
    alone.fit(data(1));
    fit(
        new ParallelWrapper.Builder<>(net)
            .workers(2)
            .averagingFrequency(1)
            .trainingMode(ParallelWrapper.TrainingMode.AVERAGING),
        1,
        1); // both workers do the same
    // The first worker trains the original net, from which the second one may start late.
    ComputationGraph late = kind.net();
    late.setParams(alone.params());
    late.fit(data(1));
    INDArray lateAverage = alone.params().add(late.params()).divi(2);
    assertThat(
            Math.min(distance(net.params(), alone.params()), distance(net.params(), lateAverage)))
        .isLessThan(1e-6);
    assertThat(distance(alone.params(), lateAverage)).isGreaterThan(1e-4);
  }

  @ParameterizedTest
  @EnumSource
  void sharedGradientsReachAllParts(HabitNets kind) throws Exception {
    ComputationGraph net = kind.net();
    ComputationGraph before = kind.net();
    fit(
        new ParallelWrapper.Builder<>(net)
            .workers(2)
            .trainingMode(ParallelWrapper.TrainingMode.SHARED_GRADIENTS)
            .thresholdAlgorithm(
                new org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold
                    .AdaptiveThresholdAlgorithm(1e-4)),
        1,
        2,
        3,
        4,
        5,
        6);
    for (String part : List.of("layer", "mix", "out")) {
      INDArray now = HabitNets.part(net, part, net.params());
      assertThat(now).as(part).isNotEqualTo(HabitNets.part(before, part, before.params()));
      assertThat(now.sumNumber().doubleValue()).as(part).isFinite();
    }
  }

  @ParameterizedTest
  @EnumSource
  void parallelInferenceGivesTheSameOutputs(HabitNets kind) {
    ComputationGraph net = kind.net();
    ParallelInference inference =
        new ParallelInference.Builder(net)
            .inferenceMode(InferenceMode.SEQUENTIAL)
            .workers(2)
            .build();
    try {
      for (long seed = 1; seed < 5; seed++) {
        INDArray[] x = data(seed).getFeatures();
        assertThat(distance(inference.output(x)[0], net.output(x)[0])).isLessThan(1e-6);
      }
    } finally {
      inference.shutdown();
    }
  }
}
