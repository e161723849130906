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
      for (int i = 0; i < 24; i++) {
        MultiDataSet batch = ParallelModels.batch(1 + i % 3, 40 + i);
        INDArray expected =
            net.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0];
        assertThat(answers.get(i).get().sub(expected).amaxNumber().doubleValue())
            .as("request %d", i)
            .isLessThan(1e-6);
      }
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
