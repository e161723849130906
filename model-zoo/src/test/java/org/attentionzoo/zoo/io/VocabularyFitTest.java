package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.attentionzoo.layers.embedding.VocabularySized;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;

class VocabularyFitTest {

  private static Vocabulary vocabulary(int size) {
    List<String> tokens = Collections.nCopies(size - 4, "t");
    int[] number = {0};
    return Vocabulary.of(tokens.stream().map(token -> token + number[0]++).toList());
  }

  /** Stands for our own embeddings and output layers. */
  private static final class Sized extends ElementWiseVertex implements VocabularySized {

    private final int size;

    Sized(int size) {
      super(Op.Add);
      this.size = size;
    }

    @Override
    public long vocabularySize() {
      return size;
    }

    @Override
    public Sized clone() {
      return new Sized(size);
    }
  }

  private static ComputationGraphConfiguration conf(int source, int target, int output) {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("source", "target", "other")
        .addVertex("sourceIds", new Sized(source), "source")
        .addVertex("targetIds", new Sized(target), "target")
        .addVertex("unsized", new ElementWiseVertex(ElementWiseVertex.Op.Add), "source", "other")
        .addVertex("sizedOther", new Sized(99), "other")
        .addVertex("output", new Sized(output), "sourceIds", "targetIds", "unsized", "sizedOther")
        .setOutputs("output")
        .build();
  }

  @Test
  void sizesThatAgreePass() {
    assertThatCode(() -> VocabularyFit.check(conf(9, 7, 7), vocabulary(9), vocabulary(7)))
        .doesNotThrowAnyException();
  }

  @Test
  void eachSizeThatDiffersIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VocabularyFit.check(conf(8, 7, 7), vocabulary(9), vocabulary(7)))
        .withMessage("the source vocabulary has 9 tokens, but \"sourceIds\" reads 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VocabularyFit.check(conf(9, 6, 7), vocabulary(9), vocabulary(7)))
        .withMessage("the target vocabulary has 7 tokens, but \"targetIds\" reads 6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VocabularyFit.check(conf(9, 7, 8), vocabulary(9), vocabulary(7)))
        .withMessage("the target vocabulary has 7 tokens, but \"output\" predicts 8");
  }

  @Test
  void frozenLayersAreLookedInto() {
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(SmallModel.network())
            .setFeatureExtractor("encoder")
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> VocabularyFit.check(frozen.getConfiguration(), vocabulary(9), vocabulary(6)))
        .withMessage("the source vocabulary has 9 tokens, but \"sourceEmbedding\" reads 7");
  }
}
