package org.attentionzoo.layers.runtime.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.Planned;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * The parameters of a layer or vertex and their gradients, as slices of the network's two vectors:
 * what DL4J asks of a {@link Layer} besides running it.
 */
abstract class ParameterHolder<C extends BaseLayer> extends AbstractLayer<C> {

  private final PlanRunner runner;
  private final boolean frozen;
  private final Map<String, long[]> shapes;
  private INDArray parameterView;
  private INDArray gradientView;
  private Map<String, INDArray> parameters = Map.of();
  private Map<String, INDArray> gradients = Map.of();

  /**
   * @param frozen whether the parameters stay as they are while the gradient passes
   */
  ParameterHolder(NeuralNetConfiguration conf, Planned definition, boolean frozen, DataType type) {
    super(conf, type);
    this.shapes = definition.parameterShapes();
    this.runner = new PlanRunner(describe(definition), definition, frozen, type);
    this.frozen = frozen;
  }

  private String describe(Planned definition) {
    return definition.getClass().getSimpleName() + " \"" + layerConf().getLayerName() + '"';
  }

  final PlanRunner runner() {
    return runner;
  }

  @Override
  public INDArray params() {
    return parameterView;
  }

  @Override
  public long numParams() {
    return parameterView == null ? 0 : parameterView.length();
  }

  @Override
  public void setParamsViewArray(INDArray view) {
    if (view != null && parameterView != null && view.length() != parameterView.length()) {
      throw new IllegalArgumentException(
          layerId() + ": parameter vector of " + view.length() + ", have " + numParams());
    }
    parameterView = view;
    parameters = PlannedParameters.slices(shapes, view);
    runner.setParameters(parameters);
  }

  @Override
  public void setParams(INDArray params) {
    if (params == null || params.length() != numParams()) {
      throw new IllegalArgumentException(
          layerId()
              + ": expected "
              + numParams()
              + " parameters, got "
              + (params == null ? "null" : Arrays.toString(params.shape())));
    }
    if (params != parameterView) {
      parameterView.assign(params.reshape(parameterView.shape()));
    }
  }

  @Override
  public INDArray getParam(String key) {
    return parameters.get(key);
  }

  @Override
  public void setParam(String key, INDArray value) {
    INDArray current = parameters.get(key);
    if (current == null || value == null || !Arrays.equals(current.shape(), value.shape())) {
      throw new IllegalArgumentException(
          layerId()
              + ": cannot set parameter \""
              + key
              + "\" to "
              + (value == null ? "null" : "shape " + Arrays.toString(value.shape()))
              + (current == null
                  ? "; parameters are " + parameters.keySet()
                  : ", it has " + Arrays.toString(current.shape())));
    }
    current.assign(value);
  }

  @Override
  public void setParamTable(Map<String, INDArray> table) {
    if (parameterView == null && table != null && !table.isEmpty()) {
      throw new IllegalStateException(layerId() + ": the parameter vector must be set first");
    }
    if (table != null) {
      table.forEach(this::setParam);
    }
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropParamsOnly) {
    return parameters;
  }

  @Override
  public INDArray getGradientsViewArray() {
    return gradientView;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    gradientView = view;
    gradients = PlannedParameters.slices(shapes, view);
    runner.setGradients(gradients);
  }

  /** Of a frozen part there is none, so that nobody clips or normalizes it. */
  @Override
  public Gradient gradient() {
    Gradient gradient = new DefaultGradient();
    if (!frozen) {
      gradients.forEach((key, g) -> gradient.setGradientFor(key, g));
    }
    return gradient;
  }

  final boolean isFrozen() {
    return frozen;
  }

  @Override
  public void applyConstraints(int iteration, int epoch) {
    if (!frozen) {
      super.applyConstraints(iteration, epoch);
    }
  }

  @Override
  public double calcRegularizationScore(boolean backpropParamsOnly) {
    double score = 0;
    for (Map.Entry<String, INDArray> e : parameters.entrySet()) {
      List<Regularization> terms = layerConf().getRegularizationByParam(e.getKey());
      if (terms != null) {
        for (Regularization r : terms) {
          score += r.score(e.getValue(), getIterationCount(), getEpochCount());
        }
      }
    }
    return score;
  }

  @Override
  public Layer clone() {
    throw new UnsupportedOperationException("Clone the network, not one of its layers");
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // no weight noise: a PlannedLayer refuses it
  }
}
