package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.embedding.TiedTokenEmbedding;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/** Source embedding = target embedding = output projection, through one table. */
class ThreeWayTyingTest {
  private static final int V = 6;
  private static final int D = 4;

  private static ComputationGraph net(DataType type, IUpdater updater) {
    return OutputNets.init(
        TiedTokenOutput.addTo(
                OutputNets.global(type, updater)
                    .graphBuilder()
                    .addInputs("source ids", "target ids")
                    .setInputTypes(InputType.recurrent(V), InputType.recurrent(V))
                    .addVertex(
                        "table",
                        new SharedEmbeddingTable.Builder().vocabularySize(V).size(D).build(),
                        "source ids")
                    .addVertex("source", embedding(), "table", "source ids")
                    .addVertex("target", embedding(), "table", "target ids")
                    .addVertex(
                        "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "source", "target")
                    .addLayer(
                        "rnn",
                        new LSTM.Builder().nIn(D).nOut(D).activation(Activation.TANH).build(),
                        "sum"),
                "out",
                new TiedTokenOutput.Builder().nIn(D).nOut(V).labelSmoothing(0.1).build(),
                "rnn",
                "table")
            .setOutputs("out")
            .build());
  }

  private static TiedTokenEmbedding embedding() {
    return new TiedTokenEmbedding.Builder().vocabularySize(V).size(D).build();
  }

  private static MultiDataSet data(int t) {
    INDArray source = Nd4j.create(DataType.INT32, 2, t);
    INDArray target = Nd4j.create(DataType.INT32, 2, t);
    INDArray labels = Nd4j.create(DataType.INT32, 2, t);
    for (int i = 0; i < 2 * t; i++) {
      source.putScalar(i / t, i % t, (5 * i + 1) % V);
      target.putScalar(i / t, i % t, (i * i + 2) % V);
      labels.putScalar(i / t, i % t, (i * i + 3) % V);
    }
    INDArray mask = Nd4j.ones(2, t).putScalar(1, t - 1, 0);
    return new MultiDataSet(
        new INDArray[] {source, target},
        new INDArray[] {labels},
        new INDArray[] {mask, mask},
        new INDArray[] {mask});
  }

  @Test
  void theTableIsCountedOnceAndItsGradientsAddUp() {
    ComputationGraph net = net(DataType.DOUBLE, new NoOp());
    assertThat(net.params().length()).isEqualTo(V * D + V + net.getLayer("rnn").numParams());
    GradientChecks.of(net, data(3)).afterFitting(data(5)).check();
  }

  @Test
  void survivesSaveLoadCloneAndTransferLearning(@TempDir Path folder) throws Exception {
    ComputationGraph net = net(DataType.FLOAT, new Adam(0.05));
    double start = net.score(data(4));
    for (int i = 0; i < 20; i++) {
      net.fit(data(4));
    }
    double trained = net.score(data(4));
    assertThat(trained).isLessThan(start - 0.1);
    File zip = folder.resolve("net.zip").toFile();
    net.save(zip, true);
    ComputationGraph loaded = ComputationGraph.load(zip, true);
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(0.01)).seed(1).build())
            .build();
    for (ComputationGraph other : new ComputationGraph[] {loaded, net.clone(), tuned}) {
      assertThat(other.score(data(4))).isEqualTo(trained);
      assertThat(TokenScorer.of(other, "out").logProbabilities(Nd4j.ones(1, D)))
          .isEqualTo(TokenScorer.of(net, "out").logProbabilities(Nd4j.ones(1, D)));
      other.fit(data(4));
      assertThat(other.score(data(4))).isLessThan(trained);
    }
    net.fit(data(4));
    assertThat(loaded.params()).isEqualTo(net.params());
  }
}
