package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class SeedTest {

  private static ModelBuilder<?> transformer() {
    return Transformer.builder().modelSize(8).heads(2).feedForwardSize(8).layers(1);
  }

  private static ModelBuilder<?> bahdanau() {
    return AttentionSeq2Seq.builder().embeddingSize(5).units(6);
  }

  private static ModelBuilder<?> uniform() {
    return Seq2Seq.builder()
        .embeddingSize(5)
        .units(6)
        .layers(1)
        .initialization(Initialization.uniform(0.1));
  }

  static Stream<Supplier<ModelBuilder<?>>> models() {
    return Stream.of(SeedTest::transformer, SeedTest::bahdanau, SeedTest::uniform);
  }

  private static INDArray parameters(ModelBuilder<?> model, long seed) {
    return model.vocabularySize(20).seed(seed).build().init().params();
  }

  /** ND4J would draw a seed of its own in place of 0. */
  @ParameterizedTest
  @MethodSource("models")
  void everySeedGivesItsParametersAgain(Supplier<ModelBuilder<?>> model) {
    for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE}) {
      INDArray first = parameters(model.get(), seed);
      assertThat(parameters(model.get(), seed)).as("seed %d", seed).isEqualTo(first);
      assertThat(parameters(model.get(), 7)).isNotEqualTo(first);
    }
  }
}
