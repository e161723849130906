package org.attentionzoo.zoo.io;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.attentionzoo.layers.embedding.VocabularySized;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/**
 * Whether vocabularies belong to a network: what reads the first network input has the source
 * vocabulary's size, what reads the second or makes an output the target vocabulary's. Vertices
 * that know no vocabulary size (stock ones without parameters) are passed over.
 */
final class VocabularyFit {

  private VocabularyFit() {}

  /**
   * @throws IllegalArgumentException if a size differs; names vertex and both sizes
   */
  static void check(ComputationGraphConfiguration conf, Vocabulary source, Vocabulary target) {
    List<String> inputs = conf.getNetworkInputs();
    for (Map.Entry<String, List<String>> vertex : conf.getVertexInputs().entrySet()) {
      String name = vertex.getKey();
      OptionalLong read = sizeRead(conf.getVertices().get(name));
      for (String input : vertex.getValue()) {
        int index = inputs.indexOf(input);
        if (index == 0) {
          compare(name, "reads", read, "source", source);
        } else if (index == 1) {
          compare(name, "reads", read, "target", target);
        }
      }
    }
    for (String output : conf.getNetworkOutputs()) {
      compare(output, "predicts", sizeMade(conf.getVertices().get(output)), "target", target);
    }
  }

  /** The largest vocabulary that a part of the network is made for; empty if none says. */
  static OptionalLong largest(ComputationGraphConfiguration conf) {
    return conf.getVertices().values().stream()
        .flatMapToLong(
            vertex -> LongStream.concat(sizeRead(vertex).stream(), sizeMade(vertex).stream()))
        .max();
  }

  private static void compare(
      String vertex, String verb, OptionalLong size, String side, Vocabulary vocabulary) {
    if (size.isPresent() && size.getAsLong() != vocabulary.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the %s vocabulary has %d tokens, but \"%s\" %s %d",
              side,
              vocabulary.size(),
              vertex,
              verb,
              size.getAsLong()));
    }
  }

  private static OptionalLong sizeRead(GraphVertex vertex) {
    Object conf = Unwrapped.of(vertex);
    return conf instanceof VocabularySized sized
        ? OptionalLong.of(sized.vocabularySize())
        : conf instanceof FeedForwardLayer layer
            ? OptionalLong.of(layer.getNIn())
            : OptionalLong.empty();
  }

  private static OptionalLong sizeMade(GraphVertex vertex) {
    Object conf = Unwrapped.of(vertex);
    return conf instanceof VocabularySized sized
        ? OptionalLong.of(sized.vocabularySize())
        : conf instanceof FeedForwardLayer layer
            ? OptionalLong.of(layer.getNOut())
            : OptionalLong.empty();
  }
}
