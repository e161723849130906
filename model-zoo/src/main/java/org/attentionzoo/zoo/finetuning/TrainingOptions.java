package org.attentionzoo.zoo.finetuning;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Gives every part the options of a training that DL4J keeps for each. */
final class TrainingOptions {

  private TrainingOptions() {}

  /** Of dropout and new vectors. */
  static void setSeed(ComputationGraphConfiguration conf, long seed) {
    conf.getDefaultConfiguration().setSeed(seed);
    for (GraphVertex vertex : conf.getVertices().values()) {
      if (vertex instanceof LayerVertex layer) {
        NeuralNetConfiguration own = layer.getLayerConf();
        own.setSeed(seed);
      }
    }
  }

  /** Biases have the updater of weights, if the updater is another. */
  static void changeUpdaters(
      ComputationGraphConfiguration conf, UnaryOperator<IUpdater> change, boolean ofBiases) {
    for (GraphVertex vertex : conf.getVertices().values()) {
      Object part = Cores.of(vertex);
      if (part instanceof BaseLayer layer) {
        layer.setIUpdater(change.apply(layer.getIUpdater()));
        layer.setBiasUpdater(ofBiases ? changed(layer.getBiasUpdater(), change) : null);
      } else if (part instanceof SameDiffVertex definition) {
        definition.setUpdater(change.apply(definition.getUpdater()));
        definition.setBiasUpdater(ofBiases ? changed(definition.getBiasUpdater(), change) : null);
      }
    }
  }

  private static IUpdater changed(IUpdater updater, UnaryOperator<IUpdater> change) {
    return updater == null ? null : change.apply(updater);
  }

  /** Of weights; biases and gains have none. */
  static void changeRegularization(
      ComputationGraphConfiguration conf, UnaryOperator<List<Regularization>> change) {
    for (GraphVertex vertex : conf.getVertices().values()) {
      Object part = Cores.of(vertex);
      if (part instanceof BaseLayer layer) {
        layer.setRegularization(change.apply(copy(layer.getRegularization())));
      } else if (part instanceof SameDiffVertex definition) {
        definition.setRegularization(change.apply(copy(definition.getRegularization())));
      }
    }
  }

  private static List<Regularization> copy(List<Regularization> terms) {
    return terms == null ? new ArrayList<>() : new ArrayList<>(terms);
  }

  /**
   * @param norm the largest of each part's gradient, 0 for any
   */
  static void clip(ComputationGraphConfiguration conf, double norm) {
    GradientNormalization how =
        norm > 0 ? GradientNormalization.ClipL2PerLayer : GradientNormalization.None;
    double threshold = norm > 0 ? norm : 1; // DL4J's default
    for (GraphVertex vertex : conf.getVertices().values()) {
      Object part = Cores.of(vertex);
      if (part instanceof BaseLayer layer) {
        layer.setGradientNormalization(how);
        layer.setGradientNormalizationThreshold(threshold);
      } else if (part instanceof SameDiffVertex definition) {
        definition.setGradientNormalization(how);
        definition.setGradientNormalizationThreshold(threshold);
      }
    }
  }
}
