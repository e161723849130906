package org.attentionzoo.layers.precision;

import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;

/**
 * A part whose matrix products may read narrower numbers, in training and in {@code output}. It is
 * saved with its precision. How a search decodes is the search's choice.
 */
public interface Precise {

  /** Null for {@link Precision#standard}, which a system property sets. */
  Precision getPrecision();

  /**
   * To be called before a network is made of the configuration.
   *
   * @param precision FLOAT32 or BF16; null for {@link Precision#standard}
   * @throws IllegalArgumentException if it is for decoding only
   */
  void setPrecision(Precision precision);

  /**
   * Gives every part of a network that multiplies the same precision.
   *
   * @param network before a {@code ComputationGraph} is made of it
   * @throws IllegalArgumentException if the precision is for decoding only
   */
  static void set(ComputationGraphConfiguration network, Precision precision) {
    Arguments.given("network", network);
    for (GraphVertex vertex : network.getVertices().values()) {
      if (core(vertex) instanceof Precise part) {
        part.setPrecision(precision);
      }
    }
  }

  private static Object core(GraphVertex vertex) {
    if (vertex instanceof FrozenVertex frozen) {
      return core(frozen.getUnderlying());
    }
    if (!(vertex instanceof LayerVertex layer)) {
      return vertex;
    }
    Layer core = layer.getLayerConf().getLayer();
    while (core instanceof FrozenLayer frozen) {
      core = frozen.getLayer();
    }
    return core;
  }

  /** What {@link #setPrecision} takes. */
  static Precision checked(Precision precision) {
    if (precision != null && precision.ofTraining() != precision) {
      throw new IllegalArgumentException(
          "precision must be float32 or bf16 for a network, which can train, but is "
              + precision
              + ": a search may decode in it");
    }
    return precision;
  }
}
