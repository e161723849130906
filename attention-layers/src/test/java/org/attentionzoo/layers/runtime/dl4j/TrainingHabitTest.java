package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.data;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.distance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingModelSaver;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.saver.LocalFileGraphSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;

class TrainingHabitTest {

  private static SingletonMultiDataSetIterator batch(long seed) {
    return new SingletonMultiDataSetIterator(data(seed));
  }

  @ParameterizedTest
  @EnumSource
  void earlyStoppingKeepsTheBestNetworkInMemoryAndInAFile(HabitNets kind, @TempDir Path folder) {
    List<EarlyStoppingModelSaver<ComputationGraph>> savers =
        List.of(new InMemoryModelSaver<>(), new LocalFileGraphSaver(folder.toString()));
    for (EarlyStoppingModelSaver<ComputationGraph> saver : savers) {
      ComputationGraph net = kind.net();
      EarlyStoppingResult<ComputationGraph> result =
          new EarlyStoppingGraphTrainer(
                  new EarlyStoppingConfiguration.Builder<ComputationGraph>()
                      .epochTerminationConditions(new MaxEpochsTerminationCondition(4))
                      .scoreCalculator(new DataSetLossCalculator(batch(1), true))
                      .modelSaver(saver)
                      .build(),
                  net,
                  batch(1),
                  null)
              .fit();
      ComputationGraph best = result.getBestModel();
      ComputationGraph expected = kind.net();
      expected.fit(batch(1), result.getBestModelEpoch() + 1);
      assertThat(distance(best.params(), expected.params())).isLessThan(1e-6);
      assertThat(best.score(data(1))).isLessThan(kind.net().score(data(1)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCheckpointIsTheNetworkOfItsTime(HabitNets kind, @TempDir Path folder) {
    ComputationGraph net = kind.net();
    CheckpointListener checkpoints =
        new CheckpointListener.Builder(folder.toFile()).saveEveryNIterations(1).keepAll().build();
    net.setListeners(checkpoints);
    List<INDArray> parameters = new ArrayList<>();
    for (int i = 1; i < 4; i++) {
      net.fit(data(i));
      parameters.add(net.params().dup());
    }
    for (int number = 0; number < 2; number++) { // none after the first iteration
      ComputationGraph loaded = CheckpointListener.loadCheckpointCG(folder.toFile(), number);
      assertThat(loaded.params()).isEqualTo(parameters.get(number + 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void listenersSeeEveryIterationAndEveryPart(HabitNets kind) {
    ComputationGraph net = kind.net();
    List<Map<String, INDArray>> passes = new ArrayList<>();
    CollectScoresIterationListener scores = new CollectScoresIterationListener();
    net.setListeners(
        scores,
        new ScoreIterationListener(1),
        new PerformanceListener(1),
        new org.deeplearning4j.optimize.api.BaseTrainingListener() {
          @Override
          public void onForwardPass(
              org.deeplearning4j.nn.api.Model model, Map<String, INDArray> activations) {
            passes.add(activations);
          }
        });
    double before = net.score(data(1));
    net.fit(batch(1), 3);
    assertThat(net.getEpochCount()).isEqualTo(3);
    assertThat(scores.getScoreVsIter().getEffectiveIndexes()).hasSize(3);
    assertThat(scores.getScoreVsIter().getScores().get(0)[0])
        .isCloseTo(before, org.assertj.core.api.Assertions.within(1e-5));
    assertThat(passes).hasSize(3).allMatch(pass -> pass.containsKey("mix"));
  }

  @ParameterizedTest
  @EnumSource
  void outputsScoresAndActivationsAgree(HabitNets kind) {
    ComputationGraph net = kind.net();
    MultiDataSet data = data(1);
    INDArray output = net.output(data.getFeatures())[0];
    assertThat(net.output(batch(1))[0]).isEqualTo(output);
    assertThat(net.outputSingle(data.getFeatures())).isEqualTo(output);
    assertThat(net.feedForward(data.getFeatures(), false)).containsKeys("a", "b", "layer", "mix");
    assertThat(net.feedForward(data.getFeatures(), false).get("out")).isEqualTo(output);
    INDArray difference = output.sub(data.getLabels(0));
    double loss =
        difference.mul(difference).sumNumber().doubleValue() / 2 / data.getLabels(0).size(0);
    assertThat(net.score(data)).isCloseTo(loss, org.assertj.core.api.Assertions.within(1e-4));
    assertThat(net.layerSize("out")).isEqualTo(2);
    assertThat(net.layerInputSize("out")).isEqualTo(HabitNets.SIZE);
    assertThatCode(() -> net.pretrain(batch(1))).doesNotThrowAnyException();
    assertThatCode(() -> net.memoryInfo(2)).doesNotThrowAnyException();
    assertThat(net.convertDataType(org.nd4j.linalg.api.buffer.DataType.DOUBLE).params())
        .isEqualTo(net.params().castTo(org.nd4j.linalg.api.buffer.DataType.DOUBLE));
  }

  @ParameterizedTest
  @EnumSource
  void aDataSetIteratorOfSeveralBatchesTrainsLikeBatchAfterBatch(HabitNets kind) {
    ComputationGraph net = kind.net();
    ComputationGraph other = kind.net();
    List<org.nd4j.linalg.dataset.api.MultiDataSet> batches = List.of(data(1), data(2), data(3));
    net.fit(new IteratorMultiDataSetIterator(batches.iterator(), 2));
    batches.forEach(other::fit);
    assertThat(distance(net.params(), other.params())).isLessThan(1e-6);
    assertThat(net.getIterationCount()).isEqualTo(3);
  }
}
