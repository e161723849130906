package org.attentionzoo.zoo.model;

import java.util.Locale;
import java.util.function.Consumer;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.EmbeddingBuilder;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.embedding.TiedTokenEmbedding;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.output.TiedTokenOutput;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * The parts that know tokens: both embeddings and the output layer, with tables of their own or
 * shared ones.
 *
 * @param common vocabulary sizes, tying, label smoothing
 * @param size d, of a token's vector
 * @param sourceStyle positions, scaling and dropout of the source embedding
 * @param targetStyle the same of the target embedding
 */
record TokenParts(
    CommonOptions common,
    long size,
    Consumer<EmbeddingBuilder<?>> sourceStyle,
    Consumer<EmbeddingBuilder<?>> targetStyle) {
  static final String SOURCE_EMBEDDING = "sourceEmbedding";
  static final String TARGET_EMBEDDING = "targetEmbedding";
  private static final String TABLE = "table";

  /**
   * @throws IllegalArgumentException if the size is not positive
   */
  TokenParts {
    Arguments.size("embeddingSize", size);
  }

  /** The shared table, if any, and the embeddings {@code [N, d, S]} and {@code [N, d, T]}. */
  void addEmbeddings(GraphBuilder graph) {
    if (common.tying().target()) {
      SharedEmbeddingTable.Builder table =
          new SharedEmbeddingTable.Builder()
              .vocabularySize(common.targetVocabularySize())
              .size(size);
      graph.addVertex(TABLE, table.build(), SequenceModel.TARGET);
    }
    addEmbedding(
        graph,
        SOURCE_EMBEDDING,
        common.tying().source(),
        common.sourceVocabularySize(),
        SequenceModel.SOURCE,
        sourceStyle);
    addEmbedding(
        graph,
        TARGET_EMBEDDING,
        common.tying().target(),
        common.targetVocabularySize(),
        SequenceModel.TARGET,
        targetStyle);
  }

  private void addEmbedding(
      GraphBuilder graph,
      String name,
      boolean tied,
      long vocabularySize,
      String ids,
      Consumer<EmbeddingBuilder<?>> style) {
    if (tied) {
      TiedTokenEmbedding.Builder embedding = new TiedTokenEmbedding.Builder();
      style.accept(embedding.vocabularySize(vocabularySize).size(size));
      graph.addVertex(name, embedding.build(), TABLE, ids);
    } else {
      TokenEmbedding.Builder embedding = new TokenEmbedding.Builder();
      style.accept(embedding.vocabularySize(vocabularySize).size(size));
      graph.addLayer(name, embedding.build(), ids);
    }
  }

  /**
   * The output layer.
   *
   * @param hidden the part it reads, {@code [N, hiddenSize, T]}
   * @throws IllegalArgumentException if a tied projection would need another hidden size
   */
  void addOutput(GraphBuilder graph, String hidden, long hiddenSize) {
    if (!common.tying().output()) {
      TokenOutputLayer.Builder output =
          new TokenOutputLayer.Builder()
              .nIn(hiddenSize)
              .nOut(common.targetVocabularySize())
              .labelSmoothing(common.labelSmoothing());
      graph.addLayer(SequenceModel.OUTPUT, output.build(), hidden);
      return;
    }
    if (hiddenSize != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tying %s needs an embeddingSize equal to the size that the output layer reads, but they are %d and %d",
              common.tying(),
              size,
              hiddenSize));
    }
    TiedTokenOutput.Builder output =
        new TiedTokenOutput.Builder()
            .nIn(hiddenSize)
            .nOut(common.targetVocabularySize())
            .labelSmoothing(common.labelSmoothing());
    TiedTokenOutput.addTo(graph, SequenceModel.OUTPUT, output.build(), hidden, TABLE);
  }
}
