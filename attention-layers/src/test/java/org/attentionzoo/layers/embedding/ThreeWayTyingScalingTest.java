package org.attentionzoo.layers.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.output.TiedTokenOutput;
import org.attentionzoo.layers.transformer.TransformerDecoderLayer;
import org.attentionzoo.layers.transformer.TransformerEncoderLayer;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** A small Transformer with one table for source, target and output, where DL4J copies nets. */
class ThreeWayTyingScalingTest {

  private static final int V = 6;
  private static final int D = 4;

  @Test
  void parallelWrapperAveragesTheOneTable() throws Exception {
    ComputationGraph net = net(new Sgd(0.1));
    ComputationGraph first = net.clone();
    ComputationGraph second = net.clone();
    first.fit(data(3));
    second.fit(data(5));
    INDArray average = first.params().add(second.params()).divi(2);
    // The first worker trains the original net, from which the second one may start late.
    ComputationGraph late = first.clone();
    late.fit(data(5));
    INDArray lateAverage = first.params().add(late.params()).divi(2);
    try (ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(net)
            .workers(2)
            .averagingFrequency(1)
            .trainingMode(ParallelWrapper.TrainingMode.AVERAGING)
            .prefetchBuffer(0)
            .build()) {
      List<org.nd4j.linalg.dataset.api.MultiDataSet> batches =
          new ArrayList<>(List.of(data(3), data(5)));
      wrapper.fit(new IteratorMultiDataSetIterator(batches.iterator(), 2));
    }
    assertThat(Math.min(distance(net.params(), average), distance(net.params(), lateAverage)))
        .isLessThan(1e-6);
    assertThat(distance(average, lateAverage)).isGreaterThan(1e-3);
  }

  private static double distance(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }

  @Test
  void savingAndLoadingGoesOnExactly() {
    ComputationGraph net = net(new Adam(0.01));
    assertThat(net.params().length()).isEqualTo(parametersBesidesTheTable(net) + V * D);
    net.fit(data(3));
    ComputationGraph loaded = Nets.savedAndLoaded(net);
    net.fit(data(4));
    loaded.fit(data(4));
    assertThat(loaded.params()).isEqualTo(net.params());
  }

  private static long parametersBesidesTheTable(ComputationGraph net) {
    long count = 0;
    for (String vertex : new String[] {"source", "target", "encoder", "decoder", "out"}) {
      count +=
          net.getVertex(vertex).paramTable(false).values().stream()
              .mapToLong(INDArray::length)
              .sum();
    }
    return count;
  }

  @Test
  void aFrozenEncoderKeepsTheTableAndTheDecoderTrains() {
    ComputationGraph net = net(new Adam(0.01));
    net.fit(data(3));
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(0.01)).build())
            .setFeatureExtractor("encoder")
            .build();
    INDArray decoder = table(tuned, "decoder", "ffW1").dup();
    assertThat(decoder).isEqualTo(table(net, "decoder", "ffW1"));
    tuned.fit(data(3));
    assertThat(table(tuned, "table", "W")).isEqualTo(table(net, "table", "W"));
    assertThat(table(tuned, "encoder", "ffW1")).isEqualTo(table(net, "encoder", "ffW1"));
    assertThat(table(tuned, "decoder", "ffW1")).isNotEqualTo(decoder);
  }

  private static INDArray table(ComputationGraph net, String vertex, String key) {
    return net.getVertex(vertex).paramTable(false).get(key);
  }

  private static MultiDataSet data(int length) {
    int[][] source = new int[2][length];
    int[][] target = new int[2][length];
    int[][] labels = new int[2][length];
    for (int t = 0; t < length; t++) {
      source[0][t] = (t * 5 + 1) % V;
      source[1][t] = (t + 3) % V;
      target[0][t] = (t * t + 1) % V;
      target[1][t] = (t + 1) % V;
      labels[0][t] = (t + 2) % V;
      labels[1][t] = (t * t + 2) % V;
    }
    INDArray mask = Nets.mask(length, length, (length + 1) / 2).castTo(DataType.FLOAT);
    return new MultiDataSet(
        new INDArray[] {Nets.ids(source), Nets.ids(target)},
        new INDArray[] {Nets.ids(labels)},
        new INDArray[] {mask, mask},
        new INDArray[] {mask});
  }

  private static ComputationGraph net(org.nd4j.linalg.learning.config.IUpdater updater) {
    GraphBuilder graph =
        Nets.builder(DataType.FLOAT, updater, "source ids", "target ids")
            .addVertex(
                "table",
                new SharedEmbeddingTable.Builder().vocabularySize(V).size(D).paddingId(0).build(),
                "source ids")
            .addVertex("source", embedding(), "table", "source ids")
            .addVertex("target", embedding(), "table", "target ids")
            .addLayer(
                "encoder", new TransformerEncoderLayer.Builder().size(D).heads(2).build(), "source")
            .addVertex(
                "decoder",
                new TransformerDecoderLayer.Builder().size(D).heads(2).build(),
                "target",
                "encoder");
    TiedTokenOutput output = new TiedTokenOutput.Builder().nIn(D).nOut(V).build();
    return Nets.initialized(
        TiedTokenOutput.addTo(graph, "out", output, "decoder", "table").setOutputs("out"));
  }

  private static TiedTokenEmbedding embedding() {
    return new TiedTokenEmbedding.Builder()
        .vocabularySize(V)
        .size(D)
        .scaled(true)
        .sinusoidalPositions()
        .build();
  }
}
