package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.network.BorrowedNetwork;
import org.attentionzoo.zoo.network.KeptMemory;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batch after batch, the memory of arrays stays what it was. */
class DecodingMemoryTest {

  private static final int VOCABULARY = 3000;
  private static final int SIZE = 24;
  private static final long LITTLE = 50_000; // bytes; a table has 288,000

  private static ComputationGraph network(Tying tying) {
    return Transformer.tiny()
        .vocabularySize(VOCABULARY)
        .modelSize(SIZE)
        .heads(3)
        .feedForwardSize(32)
        .layers(2)
        .tying(tying)
        .build()
        .init();
  }

  private static void batch(Generator generator, int sentences, int length) {
    int[][] sources = new int[sentences][length];
    for (int[] source : sources) {
      Arrays.fill(source, 4 + length);
    }
    generator.best(sources, Decoding.beam(4).maxLength(length));
  }

  @ParameterizedTest
  @EnumSource(Tying.class)
  void nothingIsLeftOfABatch(Tying tying) {
    Generator generator =
        new Generator(new GraphScorer(network(tying)), Vocabulary.BOS, Vocabulary.EOS);
    batch(generator, 6, 40);
    long before = KeptMemory.bytes();
    for (int length = 3; length < 40; length += 3) {
      batch(generator, 1 + length % 6, length);
    }
    assertThat(KeptMemory.bytes() - before).isLessThan(LITTLE);
  }

  @Test
  void aSharedTableIsReadWhereItIs() {
    ComputationGraph net = network(Tying.ALL);
    String table = net.getConfiguration().getVertexInputs().get("output").get(1); // [V, d]
    INDArray ids = Nd4j.createFromArray(new int[][] {{5, 6}});
    INDArray read =
        new BorrowedNetwork(net, List.of(table)).run(new INDArray[] {ids, ids}, null).get(table);
    INDArray parameter = net.getVertex(table).paramTable(false).values().iterator().next();
    assertThat(NativeMemory.bytes(read).address())
        .isEqualTo(NativeMemory.bytes(parameter).address());
  }
}
