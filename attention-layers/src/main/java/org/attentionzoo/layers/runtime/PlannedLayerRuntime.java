package org.attentionzoo.layers.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Runs a {@link PlannedLayer} inside a {@code ComputationGraph} or {@code MultiLayerNetwork}. */
public final class PlannedLayerRuntime extends AbstractLayer<PlannedLayer> {

  private final PlanRunner runner;
  private INDArray parameterView;
  private INDArray gradientView;
  private Map<String, INDArray> parameters = Map.of();
  private Map<String, INDArray> gradients = Map.of();

  PlannedLayerRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
    this.runner = new PlanRunner(describe(conf), layerConf(), type);
  }

  private static String describe(NeuralNetConfiguration conf) {
    return conf.getLayer().getClass().getSimpleName()
        + " \""
        + conf.getLayer().getLayerName()
        + '"';
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaces);
    INDArray output =
        runner.forward(new INDArray[] {input}, new INDArray[] {maskArray}, training, seed());
    return Border.activation(output, workspaces);
  }

  private long seed() {
    return Border.seed(conf.getSeed(), layerConf().getLayerName(), index, getIterationCount());
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray[] inputGradients = runner.backward(epsilon);
    Gradient gradient = new DefaultGradient();
    gradients.forEach((key, g) -> gradient.setGradientFor(key, g));
    INDArray result = Border.gradient(inputGradients[0], input, layerConf().input(), workspaces);
    return new Pair<>(gradient, result == null ? null : backpropDropOutIfPresent(result));
  }

  /**
   * A copy of a value of the last forward pass, e.g. {@code "weights"} of an attention layer.
   *
   * @throws IllegalArgumentException if the layer has no value of this name
   */
  public INDArray exposed(String name) {
    return runner.exposed(name);
  }

  /**
   * A new stepper over this layer's parameters, for generation.
   *
   * @throws IllegalStateException if it cannot be run one position at a time
   */
  public Stepper stepper() {
    return runner.stepper(parameters);
  }

  /**
   * Names of the kernels that stand in for parts of this layer's definition, in its order; empty
   * before the first pass, and where ND4J's operations run.
   */
  public List<String> kernels() {
    return runner.kernels();
  }

  /** How many forward passes this layer has executed. */
  public long forwardPasses() {
    return runner.forwardPasses();
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    this.maskArray = mask;
    this.maskState = state;
    return layerConf().feedForwardMaskArray(mask, state, minibatchSize);
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
    parameters = PlanRunner.slices(layerConf(), view);
    runner.setParameters(parameters);
  }

  @Override
  public void setParams(INDArray params) {
    if (params == null || params.length() != numParams()) {
      throw new IllegalArgumentException(
          layerId() + ": expected " + numParams() + " parameters, got " + params);
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
    if (current == null || !Arrays.equals(current.shape(), value.shape())) {
      throw new IllegalArgumentException(
          layerId()
              + ": cannot set parameter \""
              + key
              + "\" to shape "
              + Arrays.toString(value.shape())
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
    gradients = PlanRunner.slices(layerConf(), view);
    runner.setGradients(gradients);
  }

  @Override
  public Gradient gradient() {
    Gradient gradient = new DefaultGradient();
    gradients.forEach((key, g) -> gradient.setGradientFor(key, g));
    return gradient;
  }

  @Override
  public double calcRegularizationScore(boolean backpropParamsOnly) {
    double score = 0;
    for (Map.Entry<String, INDArray> e : parameters.entrySet()) {
      if (layerConf().getRegularizationByParam(e.getKey()) != null) {
        for (Regularization r : layerConf().getRegularizationByParam(e.getKey())) {
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
    // no weight noise: PlannedLayer's builders do not offer it
  }
}
