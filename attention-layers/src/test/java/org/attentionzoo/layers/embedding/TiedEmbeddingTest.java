package org.attentionzoo.layers.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

class TiedEmbeddingTest {

  private static final int V = 6;
  private static final int D = 4;

  @Test
  void theTableIsCountedOnceAndGetsTheGradientsOfBothUsers() {
    ComputationGraph net = net(DataType.DOUBLE, new NoOp(), null);
    assertThat(net.params().length()).isEqualTo(V * D + D * 2 + 2);
    GradientChecks.of(net, data(3)).afterFitting(data(5), data(1)).check();
  }

  @Test
  void thePaddingRowGetsNoGradientFromAnyUser() {
    ComputationGraph net = net(DataType.FLOAT, new Adam(0.1), 0L);
    INDArray before = net.getVertex("table").paramTable(false).get("W").dup();
    net.fit(data(3));
    INDArray after = net.getVertex("table").paramTable(false).get("W");
    assertThat(after.getRow(0).amaxNumber().doubleValue()).isZero();
    assertThat(after.getRow(1)).isNotEqualTo(before.getRow(1));
  }

  @Test
  void savingCloningAndJsonKeepOneTable() {
    ComputationGraph net = net(DataType.FLOAT, new Adam(0.1), 0L);
    net.fit(data(3));
    assertTrainsLike(net, Nets.savedAndLoaded(net));
    ComputationGraph clone = net.clone();
    // DL4J's clone starts at iteration 0, which Adam and our dropout masks depend on
    clone.getConfiguration().setIterationCount(net.getConfiguration().getIterationCount());
    assertTrainsLike(net, clone);
    assertThat(Nets.throughJson(net).getConfiguration()).isEqualTo(net.getConfiguration());
  }

  private static void assertTrainsLike(ComputationGraph net, ComputationGraph copy) {
    assertThat(copy.params()).isEqualTo(net.params());
    net.fit(data(4));
    copy.fit(data(4));
    assertThat(copy.params()).isEqualTo(net.params());
  }

  @Test
  void averagingTheVectorsOfTwoWorkersAveragesTheTable() {
    ComputationGraph net = net(DataType.FLOAT, new Adam(0.1), null);
    ComputationGraph first = net.clone();
    ComputationGraph second = net.clone();
    first.fit(data(3));
    second.fit(data(5));
    INDArray table = table(first).add(table(second)).div(2);
    net.setParams(first.params().add(second.params()).div(2));
    Fixture.assertClose("table", table(net), table, 1e-7);
    net.fit(data(3)); // and the average trains on
    assertThat(table(net)).isNotEqualTo(table);
  }

  private static INDArray table(ComputationGraph net) {
    return net.getVertex("table").paramTable(false).get("W");
  }

  @Test
  void aFrozenTableStaysAsItWasAfterTransferAndReload() {
    ComputationGraph net = net(DataType.FLOAT, new Adam(0.1), null);
    net.fit(data(3));
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(0.1)).build())
            .setFeatureExtractor("sum")
            .build();
    for (ComputationGraph frozen : new ComputationGraph[] {tuned, Nets.savedAndLoaded(tuned)}) {
      assertThat(table(frozen)).isEqualTo(table(net));
      INDArray out = frozen.getParam("out_W").dup();
      frozen.fit(data(3));
      assertThat(table(frozen)).isEqualTo(table(net));
      assertThat(frozen.getParam("out_W")).isNotEqualTo(out);
    }
  }

  /** A table is large: it is not searched for NaN, which shows where it is looked up. */
  @Test
  void onlyRowsThatAreLookedUpCount() {
    ComputationGraph net = net(DataType.FLOAT, new NoOp(), null);
    table(net).getRow(3).assign(Double.NaN);
    INDArray[] ids = data(5).getFeatures();
    for (int id : new int[] {1, 3}) {
      for (INDArray input : ids) {
        input.assign(id);
      }
      double sum = net.feedForward(ids, false).get("target").sumNumber().doubleValue();
      assertThat(Double.isNaN(sum)).isEqualTo(id == 3);
    }
  }

  @Test
  void stepsEqualTheWholeSentence() {
    ComputationGraph net = net(DataType.DOUBLE, new NoOp(), null);
    MultiDataSet data = data(5);
    INDArray whole = net.feedForward(data.getFeatures(), false).get("target"); // [N, d, T]
    Stepper stepper = ((PlannedVertexRuntime) net.getVertex("target")).stepper();
    stepper.begin(2, Map.of("table", table(net)), Map.of());
    for (int t = 0; t < 5; t++) {
      INDArray step = stepper.step(data.getFeatures(1).getColumn(t, true).dup('c'));
      Fixture.assertClose(
          "step " + t, step.reshape(2, D), whole.tensorAlongDimension(t, 0, 1), 1e-12);
    }
  }

  @Test
  void aTableOfAnotherSizeIsAnError() {
    ComputationGraph net =
        Nets.withOutput(
            Nets.builder(DataType.FLOAT, "ids")
                .addVertex("table", tableOf(D + 1, null), "ids")
                .addVertex(
                    "x",
                    new TiedTokenEmbedding.Builder().vocabularySize(V).size(D).build(),
                    "table",
                    "ids"),
            D,
            "x");
    assertThatThrownBy(() -> net.output(Nets.ids(new int[] {1, 2})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[rows, 4]")
        .hasMessageContaining("[6, 5]");
  }

  @Test
  void buildersNameWhatIsWrong() {
    assertThatThrownBy(() -> tableOf(0, null)).hasMessageContaining("embedding size");
    assertThatThrownBy(() -> tableOf(D, 6L)).hasMessageContaining("padding id 6");
    assertThatThrownBy(() -> new TiedTokenEmbedding.Builder().size(D).build())
        .hasMessageContaining("vocabulary size");
  }

  private static SharedEmbeddingTable tableOf(long size, Long paddingId) {
    SharedEmbeddingTable.Builder table =
        new SharedEmbeddingTable.Builder().vocabularySize(V).size(size);
    return (paddingId == null ? table : table.paddingId(paddingId)).build();
  }

  private static MultiDataSet data(int length) {
    int[][] source = new int[2][length];
    int[][] target = new int[2][length];
    for (int t = 0; t < length; t++) {
      source[0][t] = (t * 5 + 1) % V;
      source[1][t] = (t + 3) % V;
      target[0][t] = (t * t + 1) % V;
      target[1][t] = (t + 1) % V;
    }
    INDArray mask = Nets.mask(length, length, (length + 1) / 2);
    return new MultiDataSet(
        new INDArray[] {Nets.ids(source), Nets.ids(target)},
        new INDArray[] {Nets.values(length, 2, 2, length)},
        new INDArray[] {mask, mask},
        new INDArray[] {mask});
  }

  /** Two embeddings of one table, added. */
  private static ComputationGraph net(DataType type, IUpdater updater, Long paddingId) {
    TiedTokenEmbedding.Builder source =
        new TiedTokenEmbedding.Builder().vocabularySize(V).size(D).scaled(true).dropoutRate(0.2);
    TiedTokenEmbedding.Builder target =
        new TiedTokenEmbedding.Builder().vocabularySize(V).size(D).sinusoidalPositions();
    return Nets.withOutput(
        Nets.builder(type, updater, "source ids", "target ids")
            .addVertex("table", tableOf(D, paddingId), "source ids")
            .addVertex("source", source.build(), "table", "source ids")
            .addVertex("target", target.build(), "table", "target ids")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "source", "target"),
        D,
        "sum");
  }
}
