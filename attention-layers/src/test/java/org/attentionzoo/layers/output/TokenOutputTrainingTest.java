package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.attentionzoo.layers.DebugLines;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.Nets;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class TokenOutputTrainingTest {
  @Test
  void worksWithEarlyStoppingAndListeners() {
    ComputationGraph net =
        OutputNets.net(OutputNets.global(DataType.FLOAT, new Adam(0.05)), b -> b);
    CollectScoresIterationListener scores = new CollectScoresIterationListener();
    net.setListeners(scores);
    MultiDataSet data = OutputNets.data(DataType.FLOAT, 3, 4, 4, 2, 3);
    double before = net.score(data);
    EarlyStoppingConfiguration<ComputationGraph> stop =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(8))
            .scoreCalculator(
                new DataSetLossCalculator(new SingletonMultiDataSetIterator(data), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<ComputationGraph> result =
        new EarlyStoppingGraphTrainer(stop, net, new SingletonMultiDataSetIterator(data), null)
            .fit();
    assertThat(result.getTerminationReason())
        .isEqualTo(EarlyStoppingResult.TerminationReason.EpochTerminationCondition);
    assertThat(result.getBestModelScore()).isLessThan(before);
    assertThat(result.getBestModel().score(data)).isLessThan(before);
    assertThat(scores.getScoreVsIter().getEffectiveScores()).hasSize(8);
  }

  @Test
  void worksInAMultiLayerNetwork() {
    MultiLayerConfiguration conf =
        OutputNets.global(DataType.FLOAT, new Adam(0.05))
            .list()
            .layer(new LSTM.Builder().nOut(4).activation(Activation.TANH).build())
            .layer(new TokenOutputLayer.Builder().nOut(5).build())
            .setInputType(InputType.recurrent(3))
            .build();
    MultiLayerNetwork net = new MultiLayerNetwork(conf);
    net.init();
    MultiDataSet multi = OutputNets.data(DataType.FLOAT, 3, 4, 4, 2, 3);
    INDArray in = multi.getFeatures(0);
    DataSet data = new DataSet(in, multi.getLabels(0), null, multi.getLabelsMaskArray(0));
    double before = net.score(data);
    for (int i = 0; i < 20; i++) {
      net.fit(data);
    }
    assertThat(net.score(data)).isLessThan(before - 0.05);
    assertThat(net.output(in).shape()).containsExactly(3, 5, 4);
    assertThat(net.scoreExamples(data, false).length()).isEqualTo(3);
  }

  @Test
  void learnsToCopyItsInput() {
    ComputationGraph net =
        OutputNets.net(OutputNets.global(DataType.FLOAT, new Adam(0.05)), b -> b);
    MultiDataSet data = OutputNets.data(DataType.FLOAT, 6, 5, 5, 5, 5, 2, 3, 0);
    // the label is the index of the largest of the three features
    INDArray labels = data.getFeatures(0).argMax(1).castTo(DataType.INT32);
    data.setLabels(new INDArray[] {labels});
    for (int i = 0; i < 150; i++) {
      net.fit(data);
    }
    INDArray guess = net.outputSingle(data.getFeatures(0)).argMax(1);
    INDArray mask = data.getLabelsMaskArray(0);
    INDArray right = guess.castTo(DataType.INT32).eq(labels).castTo(DataType.FLOAT).muli(mask);
    assertThat(right.sumNumber().intValue()).isEqualTo(mask.sumNumber().intValue());
  }

  @Test
  void aFeatureMaskDoesNotReachTheLoss() {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new Sgd(0)), b -> b);
    MultiDataSet plain = OutputNets.data(DataType.FLOAT, 2, 3);
    INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 1}, {1, 0, 0}});
    MultiDataSet masked =
        new MultiDataSet(
            plain.getFeatures(), plain.getLabels(), new INDArray[] {mask}, new INDArray[] {mask});
    MultiDataSet inputMasked =
        new MultiDataSet(plain.getFeatures(), plain.getLabels(), new INDArray[] {mask}, null);
    double both = net.score(masked);
    double all = net.score(inputMasked);
    assertThat(both).isNotEqualTo(all);
    net.fit(inputMasked);
    assertThat(net.score()).isCloseTo(all, within(1e-6));
    net.fit(masked);
    assertThat(net.score()).isCloseTo(both, within(1e-6));
  }

  @Test
  void trainsAlikeWithTheKernelsSwitchedOff() {
    try (DebugLines debug = new DebugLines()) {
      Result kernels = trained();
      assertThat(debug.ofKernels())
          .containsExactly(
              "TokenOutputLayer \"out\" in FLOAT uses the kernels [chunked_loss, softmax_rows]");
      Result ops = KernelParity.withoutKernels(TokenOutputTrainingTest::trained);
      assertThat(debug.ofKernels())
          .hasSize(2)
          .last()
          .isEqualTo("TokenOutputLayer \"out\" in FLOAT uses the kernels []");
      Fixture.assertClose("parameters", kernels.params(), ops.params(), 1e-5);
      Fixture.assertClose("output", kernels.output(), ops.output(), 1e-5);
      Fixture.assertClose("scores", kernels.scores(), ops.scores(), 1e-5);
      Fixture.assertClose("log-probabilities", kernels.decoded(), ops.decoded(), 1e-5);
    }
  }

  private record Result(INDArray params, INDArray output, INDArray scores, INDArray decoded) {}

  private static Result trained() {
    ComputationGraph net =
        OutputNets.net(OutputNets.global(DataType.FLOAT, new Sgd(0.5)), b -> b.labelSmoothing(0.1));
    MultiDataSet data = OutputNets.data(DataType.FLOAT, 3, 4, 4, 2, 3);
    for (int i = 0; i < 5; i++) {
      net.fit(data);
    }
    INDArray hidden = Nets.values(1, 6, OutputNets.D).castTo(DataType.FLOAT);
    float[][] rows = new float[6][OutputNets.V];
    try (RowScorer scorer = TokenScorer.of(net, "out").rows()) {
      scorer.score(
          hidden,
          (row, scores) -> {
            for (int id = 0; id < OutputNets.V; id++) {
              rows[row][id] = scores.logProbability(id);
            }
          });
    }
    return new Result(
        net.params(),
        net.outputSingle(data.getFeatures(0)),
        net.scoreExamples(data, false),
        Nd4j.createFromArray(rows));
  }
}
