package org.attentionzoo.zoo.finetuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Models of every kind and tying with words and characters of "ab ba", to be tuned. */
enum TunedModels {
  BAHDANAU(Tying.NONE),
  SEQ2SEQ(Tying.TARGET_AND_OUTPUT),
  TRANSFORMER(Tying.NONE),
  TRANSFORMER_TARGET(Tying.TARGET_AND_OUTPUT),
  TRANSFORMER_ALL(Tying.ALL);

  /** Two words, and what others are spelled with. */
  static final Vocabulary VOCABULARY = Vocabulary.of(List.of("ab", "ba", "a", "a@@", "b", "b@@"));

  static final Tokenizer TOKENIZER =
      new FallbackTokenizer(
          new WhitespaceTokenizer(), FallbackTokenizer.Unit.CHARACTERS, VOCABULARY.tokens());

  private final Tying tying;

  TunedModels(Tying tying) {
    this.tying = tying;
  }

  private ModelBuilder<?> builder(double dropout) {
    return switch (this) {
      case BAHDANAU -> AttentionSeq2Seq.builder().embeddingSize(6).units(6).dropout(dropout);
      case SEQ2SEQ -> Seq2Seq.builder().embeddingSize(6).units(6).dropout(dropout);
      default ->
          Transformer.builder()
              .modelSize(8)
              .heads(2)
              .feedForwardSize(12)
              .layers(2)
              .dropout(dropout);
    };
  }

  boolean sharesTable() {
    return tying == Tying.ALL;
  }

  ModelZip create(DataType type, double dropout) {
    ComputationGraph network =
        builder(dropout)
            .tying(tying)
            .vocabularySize(VOCABULARY.size())
            .dataType(type)
            .labelSmoothing(0.1)
            .updater(new Adam(0.05))
            .seed(5)
            .build()
            .init();
    return new ModelZip(
        network,
        VOCABULARY,
        VOCABULARY,
        ModelCard.builder(name()).build(),
        Optional.of(new Tokenizers(TOKENIZER, TOKENIZER)));
  }

  /** After a few steps, with all parameters off their first values. */
  ModelZip trained(DataType type) {
    ModelZip model = create(type, 0.2);
    for (int i = 1; i < 4; i++) {
      model.network().fit(batch(i, VOCABULARY.size()));
    }
    return model;
  }

  /** Pairs of ids below a size. */
  static MultiDataSet batch(int length, int size) {
    int[] one = new int[length];
    int[] other = new int[Math.max(1, length - 1)];
    for (int i = 0; i < length; i++) {
      one[i] = 4 + (3 * i + length) % (size - 4);
    }
    for (int i = 0; i < other.length; i++) {
      other[i] = size - 1 - i % (size - 4);
    }
    return SequenceBatch.of(List.of(new SequencePair(one, other), new SequencePair(other, one)));
  }

  static Map<String, INDArray> parameters(ComputationGraph network, String vertex) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    network.getVertex(vertex).paramTable(false).forEach((key, p) -> copies.put(key, p.dup()));
    return copies;
  }

  /** Names of the vertices with parameters. */
  static List<String> parts(ComputationGraph network) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, GraphVertex> vertex :
        network.getConfiguration().getVertices().entrySet()) {
      if (vertex.getValue().numParams(false) > 0) {
        names.add(vertex.getKey());
      }
    }
    return names;
  }
}
