package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.attentionzoo.layers.updater.FastAdam;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelInference;
import org.deeplearning4j.parallelism.inference.InferenceMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** DL4J's ParallelInference with the models: probabilities of given targets, from four threads. */
class ParallelInferenceTest {

  private static void check(ParallelModels model, InferenceMode mode) throws Exception {
    ComputationGraph net = model.net(new FastAdam(0.01), 0);
    net.fit(ParallelModels.batch(8, 1));
    ComputationGraph alone = net.clone(); // one of the workers has the network itself
    ParallelInference inference =
        new ParallelInference.Builder(net).inferenceMode(mode).workers(2).batchLimit(8).build();
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try {
      List<Future<INDArray>> answers = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        MultiDataSet batch = ParallelModels.batch(1 + i % 3, 40 + i);
        answers.add(
            clients.submit(
                () ->
                    inference.output(batch.getFeatures(), batch.getFeaturesMaskArrays())[0].dup()));
      }
      double unmasked = 0;
      for (int i = 0; i < 24; i++) {
        MultiDataSet batch = ParallelModels.batch(1 + i % 3, 40 + i);
        INDArray expected =
            alone.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0];
        assertThat(answers.get(i).get().sub(expected).amaxNumber().doubleValue())
            .as("request %d", i)
            .isLessThan(1e-6);
        INDArray withoutMasks = alone.output(false, batch.getFeatures())[0];
        unmasked = Math.max(unmasked, withoutMasks.sub(expected).amaxNumber().doubleValue());
      }
      assertThat(unmasked).as("what masks change").isGreaterThan(1e-3);
    } finally {
      clients.shutdown();
      inference.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneByOne(ParallelModels model) throws Exception {
    check(model, InferenceMode.SEQUENTIAL);
  }

  @ParameterizedTest
  @EnumSource
  void inPlace(ParallelModels model) throws Exception {
    check(model, InferenceMode.INPLACE);
  }

  @ParameterizedTest
  @EnumSource
  void batched(ParallelModels model) throws Exception {
    check(model, InferenceMode.BATCHED);
  }
}
