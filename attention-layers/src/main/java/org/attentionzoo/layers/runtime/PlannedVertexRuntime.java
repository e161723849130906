package org.attentionzoo.layers.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link PlannedVertex} inside a {@code ComputationGraph}. */
public final class PlannedVertexRuntime extends BaseGraphVertex {

  private final PlannedVertex conf;
  private final PlanRunner runner;
  private final INDArray parameterView;
  private final Map<String, INDArray> parameters;
  private INDArray gradientView;
  private Map<String, INDArray> gradients = Map.of();
  private INDArray[] masks;

  PlannedVertexRuntime(
      PlannedVertex conf,
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType type) {
    super(graph, name, index, null, null, type);
    this.conf = conf;
    this.parameterView = parameterView;
    this.parameters = PlanRunner.slices(conf, parameterView);
    if (initialize && !parameters.isEmpty()) {
      conf.initializeParameters(parameters);
    }
    this.runner = new PlanRunner(conf.getClass().getSimpleName() + " \"" + name + '"', conf, type);
    runner.setParameters(parameters);
  }

  /** The configuration this vertex was made from. */
  public PlannedVertex conf() {
    return conf;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return Border.activation(runner.forward(inputs, masks, training, seed()), workspaces);
  }

  private long seed() {
    return Border.seed(
        graph.getConfiguration().getDefaultConfiguration().getSeed(),
        vertexName,
        vertexIndex,
        graph.getConfiguration().getIterationCount());
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray[] inside = runner.backward(epsilon);
    INDArray[] result = new INDArray[inside.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Border.gradient(inside[i], inputs[i], conf.inputs().get(i), workspaces);
    }
    Gradient gradient = new DefaultGradient();
    gradients.forEach((key, g) -> gradient.setGradientFor(key, g));
    return new Pair<>(gradient, result);
  }

  /**
   * A copy of a value of the last forward pass, e.g. {@code "weights"} of an attention vertex.
   *
   * @throws IllegalArgumentException if the vertex has no value of this name
   */
  public INDArray exposed(String name) {
    return runner.exposed(name);
  }

  /**
   * A new stepper over this vertex's parameters, for generation.
   *
   * @throws IllegalStateException if it cannot be run one position at a time
   */
  public Stepper stepper() {
    return runner.stepper(parameters);
  }

  /**
   * Names of the kernels that stand in for parts of this vertex's definition, in its order; empty
   * before the first pass, and where ND4J's operations run.
   */
  public List<String> kernels() {
    return runner.kernels();
  }

  /** How many forward passes this vertex has executed. */
  public long forwardPasses() {
    return runner.forwardPasses();
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] maskArrays, MaskState state, int minibatchSize) {
    this.masks = maskArrays == null ? null : maskArrays.clone();
    return conf.feedForwardMaskArrays(maskArrays, state, minibatchSize);
  }

  @Override
  public void clear() {
    super.clear();
    masks = null; // DL4J clears the masks of layers only
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return parameters;
  }

  @Override
  public INDArray params() {
    return parameterView;
  }

  @Override
  public TrainingConfig getConfig() {
    return conf;
  }

  @Override
  public INDArray getGradientsViewArray() {
    return gradientView;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    gradientView = view;
    gradients = PlanRunner.slices(conf, view);
    runner.setGradients(gradients);
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public String toString() {
    return conf.getClass().getSimpleName()
        + "(name=\""
        + vertexName
        + "\", inputs="
        + Arrays.toString(inputVertices)
        + ")";
  }
}
