package org.attentionzoo.layers.runtime.dl4j;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * The training options of a {@link PlannedVertex} as those of a layer, for {@link VertexLayer}.
 * What is read or set here is the vertex's. It is in no saved configuration.
 */
final class VertexLayerConf extends BaseLayer {
  private static final long serialVersionUID = 1L;

  private final transient PlannedVertex vertex;

  VertexLayerConf(PlannedVertex vertex) {
    this.vertex = vertex;
    layerName = vertex.getLayerName();
  }

  PlannedVertex vertex() {
    return vertex;
  }

  @Override
  public ParamInitializer initializer() {
    return new PlannedParameters(vertex.getVertexParams(), vertex::initializeParameters);
  }

  @Override
  public IUpdater getIUpdater() {
    return vertex.getUpdater();
  }

  @Override
  public void setIUpdater(IUpdater updater) {
    vertex.setUpdater(updater);
  }

  @Override
  public IUpdater getBiasUpdater() {
    return vertex.getBiasUpdater();
  }

  @Override
  public void setBiasUpdater(IUpdater updater) {
    vertex.setBiasUpdater(updater);
  }

  @Override
  public IUpdater getUpdaterByParam(String parameter) {
    return vertex.getUpdaterByParam(parameter);
  }

  @Override
  public List<Regularization> getRegularization() {
    return vertex.getRegularization();
  }

  @Override
  public List<Regularization> getRegularizationBias() {
    return vertex.getRegularizationBias();
  }

  @Override
  public List<Regularization> getRegularizationByParam(String parameter) {
    return vertex.getRegularizationByParam(parameter);
  }

  @Override
  public GradientNormalization getGradientNormalization() {
    return vertex.getGradientNormalization();
  }

  @Override
  public double getGradientNormalizationThreshold() {
    return vertex.getGradientNormalizationThreshold();
  }

  @Override
  public void setRegularization(List<Regularization> terms) {
    vertex.setRegularization(terms);
  }

  @Override
  public void setRegularizationBias(List<Regularization> terms) {
    vertex.setRegularizationBias(terms);
  }

  @Override
  public void setGradientNormalization(GradientNormalization normalization) {
    vertex.setGradientNormalization(normalization);
  }

  @Override
  public void setGradientNormalizationThreshold(double threshold) {
    vertex.setGradientNormalizationThreshold(threshold);
  }

  @Override
  public boolean isPretrainParam(String parameter) {
    return false;
  }

  /** Called by {@code nOutReplace} of DL4J's transfer learning, which wants a FeedForwardLayer. */
  @Override
  public void resetLayerDefaultConfig() {
    throw new UnsupportedOperationException(
        String.format(
            Locale.ROOT,
            "nOutReplace cannot change the size of %s \"%s\": remove it and add another",
            vertex.getClass().getSimpleName(),
            layerName));
  }

  private UnsupportedOperationException vertexOnly() {
    return new UnsupportedOperationException(
        String.format(
            Locale.ROOT,
            "%s \"%s\" is a vertex and no layer",
            vertex.getClass().getSimpleName(),
            layerName));
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType type) {
    throw vertexOnly();
  }

  @Override
  public InputType getOutputType(int index, InputType inputType) {
    throw vertexOnly();
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    throw vertexOnly();
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    return new LayerMemoryReport();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof VertexLayerConf other && vertex.equals(other.vertex);
  }

  @Override
  public int hashCode() {
    return vertex.hashCode();
  }
}
