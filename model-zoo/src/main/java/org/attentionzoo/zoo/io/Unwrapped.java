package org.attentionzoo.zoo.io;

import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** What a vertex is at its core. */
final class Unwrapped {

  private Unwrapped() {}

  /** The layer of a layer vertex, without the wrappers of freezing and masking; else the vertex. */
  static Object of(GraphVertex vertex) {
    GraphVertex inner = vertex;
    while (inner instanceof FrozenVertex frozen) {
      inner = frozen.getUnderlying();
    }
    return inner instanceof LayerVertex layer ? of(layer.getLayerConf().getLayer()) : inner;
  }

  private static Layer of(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return of(frozen.getLayer());
    }
    return layer instanceof BaseWrapperLayer wrapper ? of(wrapper.getUnderlying()) : layer;
  }
}
