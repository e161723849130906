package org.attentionzoo.zoo.training;

import java.util.Objects;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.zoo.io.ModelZip;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A trained model as the start of another training. DL4J's {@code TransferLearning} freezes layers
 * and vertices, but the updater of its fine-tuning reaches no SameDiff layer and no vertex.
 */
public final class FineTuning {

  private FineTuning() {}

  /**
   * A new model with the parameters, vocabularies and tokenizers of a trained one, before its first
   * update: iteration 0, epoch 0, no state of the updater. The trained model stays as it is.
   *
   * @param updater of all layers and vertices; frozen ones stay frozen
   * @param seed of dropout
   */
  public static ModelZip start(ModelZip trained, IUpdater updater, long seed) {
    Arguments.given("trained", trained);
    Objects.requireNonNull(updater, "updater");
    ComputationGraph before = trained.network();
    ComputationGraphConfiguration conf = before.getConfiguration().clone(); // iteration 0
    conf.getDefaultConfiguration().setSeed(seed);
    conf.getVertices().values().forEach(vertex -> prepare(vertex, updater, seed));
    ComputationGraph network = new ComputationGraph(conf);
    network.init();
    network.params().assign(before.params());
    DirectUpdater.install(network);
    return new ModelZip(
        network, trained.source(), trained.target(), trained.card(), trained.tokenizers());
  }

  private static void prepare(GraphVertex vertex, IUpdater updater, long seed) {
    if (vertex instanceof LayerVertex layer) {
      NeuralNetConfiguration conf = layer.getLayerConf();
      conf.setSeed(seed);
      prepare(conf.getLayer(), updater);
    } else if (vertex instanceof SameDiffVertex definition) {
      definition.setUpdater(updater.clone());
      definition.setBiasUpdater(null);
    }
  }

  private static void prepare(Layer layer, IUpdater updater) {
    if (layer instanceof BaseLayer conf) {
      conf.setIUpdater(updater.clone());
      conf.setBiasUpdater(null);
    } else if (layer instanceof AbstractSameDiffLayer conf) {
      conf.setUpdater(updater.clone());
      conf.setBiasUpdater(null);
    }
  }
}
