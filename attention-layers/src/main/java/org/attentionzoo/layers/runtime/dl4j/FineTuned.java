package org.attentionzoo.layers.runtime.dl4j;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Gives a vertex what a {@code FineTuneConfiguration} gave the layers beside it. DL4J applies it to
 * layers only: an option counts as given if some layer has another value than before and all of
 * them now have that one.
 */
final class FineTuned {

  /** A layer before and after. */
  private record Change(BaseLayer before, BaseLayer now) {}

  private FineTuned() {}

  static void apply(
      BaseLayer vertex, ComputationGraphConfiguration before, ComputationGraphConfiguration now) {
    List<Change> changes =
        before.getVertices().keySet().stream()
            .map(name -> new Change(layer(before, name), layer(now, name)))
            .filter(change -> change.before() != null && change.now() != null)
            .toList();
    give(changes, BaseLayer::getIUpdater, vertex::setIUpdater);
    give(changes, BaseLayer::getBiasUpdater, vertex::setBiasUpdater);
    give(changes, BaseLayer::getRegularization, vertex::setRegularization);
    give(changes, BaseLayer::getRegularizationBias, vertex::setRegularizationBias);
    give(changes, BaseLayer::getGradientNormalization, vertex::setGradientNormalization);
    give(
        changes,
        BaseLayer::getGradientNormalizationThreshold,
        vertex::setGradientNormalizationThreshold);
    keepMiniBatch(now);
  }

  /**
   * DL4J gives the network its default, so that the updater divides by the batch size, and leaves
   * the layers theirs, so that an output layer has not multiplied by it.
   */
  private static void keepMiniBatch(ComputationGraphConfiguration now) {
    List<Boolean> ofLayers =
        now.getVertices().values().stream()
            .filter(LayerVertex.class::isInstance)
            .map(vertex -> ((LayerVertex) vertex).getLayerConf().isMiniBatch())
            .distinct()
            .toList();
    if (ofLayers.size() == 1) {
      now.getDefaultConfiguration().setMiniBatch(ofLayers.get(0));
    }
  }

  private static BaseLayer layer(ComputationGraphConfiguration conf, String name) {
    GraphVertex vertex = conf.getVertices().get(name);
    Layer layer = vertex instanceof LayerVertex l ? l.getLayerConf().getLayer() : null;
    return layer instanceof BaseLayer base ? base : null;
  }

  private static <V> void give(
      List<Change> changes, Function<BaseLayer, V> option, Consumer<V> vertex) {
    List<V> values = changes.stream().map(change -> option.apply(change.now())).distinct().toList();
    boolean changed =
        changes.stream()
            .anyMatch(
                change ->
                    !Objects.equals(option.apply(change.before()), option.apply(change.now())));
    if (changed && values.size() == 1) {
      vertex.accept(values.get(0));
    }
  }
}
