package org.attentionzoo.layers.embedding;

import java.util.Random;
import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.Nets;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EmbeddingKernelTest {
  private static final int V = 301;
  private static final int D = 30;
  private static final int PADDING = 3;

  private static ComputationGraph net(DataType type, TokenEmbedding.Builder layer) {
    layer.vocabularySize(V).size(D);
    return Nets.withOutput(Nets.builder(type, "in").addLayer("x", layer.build(), "in"), D, "x");
  }

  private static INDArray ids(int n, int t) {
    return ids(n, t, PADDING);
  }

  /** One id is there often; none is padding unless that is. */
  private static INDArray ids(int n, int t, int often) {
    Random random = new Random(17L * n + t);
    int[][] ids = new int[n][t];
    for (int[] row : ids) {
      for (int i = 0; i < t; i++) {
        row[i] = random.nextInt(4) == 0 ? often : PADDING + 1 + random.nextInt(V - PADDING - 1);
      }
    }
    return Nd4j.createFromArray(ids);
  }

  private static void check(KernelParity parity) {
    for (int[] size : new int[][] {{1, 1}, {3, 7}, {64, 20}, {1, 33}, {2, 1}}) {
      INDArray[] ids = {ids(size[0], size[1])};
      parity.check(ids, null).checkSwitchedOff(ids, null);
      // the vector of padding has an influence, but never a gradient
      parity.checkSlope(new INDArray[] {ids(size[0], size[1], PADDING + 2)}, null);
    }
    parity.usesKernels("embedding");
  }

  @Test
  void theTableAlone() {
    check(KernelParity.of(type -> net(type, new TokenEmbedding.Builder()), "x"));
  }

  @Test
  void scaledWithSinusoidalPositionsAndDropout() {
    check(
        KernelParity.of(
            type ->
                net(
                    type,
                    new TokenEmbedding.Builder()
                        .scaled(true)
                        .sinusoidalPositions()
                        .dropoutRate(0.3)),
            "x"));
  }

  @ParameterizedTest
  @EnumSource
  void sinusoidsOfEveryLayoutFromALaterPosition(SinusoidLayout layout) {
    INDArray[] ids = {ids(3, 7)};
    KernelParity.of(
            type -> net(type, new TokenEmbedding.Builder().sinusoidalPositions(layout, 2)), "x")
        .check(ids, null)
        .checkSwitchedOff(ids, null)
        .usesKernels("embedding");
  }

  @Test
  void learnedPositionsWithDropoutAndPadding() {
    check(
        KernelParity.of(
            type ->
                net(
                    type,
                    new TokenEmbedding.Builder()
                        .scaled(true)
                        .learnedPositions(33)
                        .paddingId(PADDING)
                        .dropoutRate(0.2)),
            "x"));
  }

  @Test
  void aSharedTable() {
    KernelParity parity = KernelParity.of(EmbeddingKernelTest::tied, "x");
    INDArray table = Nets.values(5, V, D);
    INDArray[] inputs = {table, ids(3, 7)};
    parity.check(inputs, null).checkSlope(inputs, null).checkSwitchedOff(inputs, null);
    parity.check(table, ids(64, 20)).usesKernels("embedding");
  }

  private static ComputationGraph tied(DataType type) {
    GraphBuilder graph =
        Nets.builder(type, "in")
            .addVertex(
                "table",
                new SharedEmbeddingTable.Builder().vocabularySize(V).size(D).build(),
                "in");
    TiedTokenEmbedding.Builder embedding = new TiedTokenEmbedding.Builder();
    embedding.vocabularySize(V).size(D).sinusoidalPositions().dropoutRate(0.1);
    return Nets.withOutput(graph.addVertex("x", embedding.build(), "table", "in"), D, "x");
  }
}
