package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.embedding.EmbeddingOptions;
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
 * @param options vocabulary sizes, tying, label smoothing
 * @param source the options of the source embedding but for its vocabulary size
 * @param target the same of the target embedding
 */
record TokenLayers(ModelBuilder<?> options, EmbeddingOptions source, EmbeddingOptions target) {
  static final String SOURCE_EMBEDDING = "sourceEmbedding";
  static final String TARGET_EMBEDDING = "targetEmbedding";
  private static final String TABLE = "table";

  /** The shared table, if any, and the embeddings {@code [N, d, S]} and {@code [N, d, T]}. */
  void addEmbeddings(GraphBuilder graph) {
    if (options.tying.target()) {
      SharedEmbeddingTable.Builder table =
          new SharedEmbeddingTable.Builder()
              .vocabularySize(options.targetVocabularySize)
              .size(target.size());
      graph.addVertex(TABLE, table.build(), SequenceModel.TARGET);
    }
    addEmbedding(
        graph,
        SOURCE_EMBEDDING,
        options.tying.source(),
        source.vocabularySize(options.sourceVocabularySize),
        SequenceModel.SOURCE);
    addEmbedding(
        graph,
        TARGET_EMBEDDING,
        options.tying.target(),
        target.vocabularySize(options.targetVocabularySize),
        SequenceModel.TARGET);
  }

  private void addEmbedding(
      GraphBuilder graph, String name, boolean tied, EmbeddingOptions embedding, String ids) {
    if (tied) {
      graph.addVertex(
          name, new TiedTokenEmbedding.Builder().options(embedding).build(), TABLE, ids);
    } else {
      graph.addLayer(name, new TokenEmbedding.Builder().options(embedding).build(), ids);
    }
  }

  /**
   * The output layer.
   *
   * @param hidden the part it reads, {@code [N, hiddenSize, T]}
   * @throws IllegalArgumentException if a tied projection would need another hidden size
   */
  void addOutput(GraphBuilder graph, String hidden, long hiddenSize) {
    if (!options.tying.output()) {
      TokenOutputLayer.Builder output =
          new TokenOutputLayer.Builder()
              .nIn(hiddenSize)
              .nOut(options.targetVocabularySize)
              .labelSmoothing(options.labelSmoothing);
      graph.addLayer(SequenceModel.OUTPUT, output.build(), hidden);
      return;
    }
    if (hiddenSize != target.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tying %s needs an embeddingSize equal to the size that the output layer reads, but they are %d and %d",
              options.tying,
              target.size(),
              hiddenSize));
    }
    TiedTokenOutput.Builder output =
        new TiedTokenOutput.Builder()
            .nIn(hiddenSize)
            .nOut(options.targetVocabularySize)
            .labelSmoothing(options.labelSmoothing);
    TiedTokenOutput.addTo(graph, SequenceModel.OUTPUT, output.build(), hidden, TABLE);
  }
}
