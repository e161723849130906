package org.attentionzoo.zoo.finetuning;

import org.attentionzoo.layers.output.TiedTokenOutputVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;

/** What a vertex is at its core: a layer, or the vertex itself. */
final class Cores {

  private Cores() {}

  static Object of(GraphVertex vertex) {
    GraphVertex inner = vertex;
    while (inner instanceof FrozenVertex frozen) {
      inner = frozen.getUnderlying();
    }
    if (inner instanceof TiedTokenOutputVertex output) {
      return output.layer();
    }
    return inner instanceof LayerVertex layer ? of(layer.getLayerConf().getLayer()) : inner;
  }

  static Layer of(Layer layer) {
    return layer instanceof FrozenLayer frozen ? of(frozen.getLayer()) : layer;
  }
}
