package org.attentionzoo.zoo.io;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.attentionzoo.layers.embedding.VocabularySized;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

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
    Object conf = unwrap(vertex);
    return conf instanceof VocabularySized sized
        ? OptionalLong.of(sized.vocabularySize())
        : conf instanceof FeedForwardLayer layer
            ? OptionalLong.of(layer.getNIn())
            : OptionalLong.empty();
  }

  private static OptionalLong sizeMade(GraphVertex vertex) {
    Object conf = unwrap(vertex);
    return conf instanceof VocabularySized sized
        ? OptionalLong.of(sized.vocabularySize())
        : conf instanceof FeedForwardLayer layer
            ? OptionalLong.of(layer.getNOut())
            : OptionalLong.empty();
  }

  /** The layer of a layer vertex, without the wrappers of freezing and masking; else the vertex. */
  private static Object unwrap(GraphVertex vertex) {
    if (!(vertex instanceof LayerVertex layerVertex)) {
      return vertex;
    }
    Layer layer = layerVertex.getLayerConf().getLayer();
    while (true) {
      if (layer instanceof FrozenLayer frozen) {
        layer = frozen.getLayer();
      } else if (layer instanceof BaseWrapperLayer wrapper) {
        layer = wrapper.getUnderlying();
      } else {
        return layer;
      }
    }
  }
}
