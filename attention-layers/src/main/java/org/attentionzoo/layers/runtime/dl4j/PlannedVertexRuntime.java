package org.attentionzoo.layers.runtime.dl4j;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.plan.InferenceMemory;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a {@link PlannedVertex} inside a {@code ComputationGraph}. It has a layer ({@link
 * VertexLayer}), which holds the parameters, so that DL4J treats them as those of any layer.
 */
public final class PlannedVertexRuntime extends LayerVertex implements BorrowedPart {

  private final PlannedVertex conf;
  private final VertexLayer parameters;
  private final boolean wrapped;
  private INDArray[] masks;

  PlannedVertexRuntime(
      PlannedVertex conf,
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType type) {
    this(conf, graph, name, index, VertexLayer.of(conf, graph, index, type), type);
    parameters.setParamsViewArray(parameterView);
    if (initialize && parameterView != null) {
      conf.initializeParameters(parameters.paramTable(false));
    }
    if (conf.isFrozen()) {
      super.setLayerAsFrozen();
    }
  }

  private PlannedVertexRuntime(
      PlannedVertex conf,
      ComputationGraph graph,
      String name,
      int index,
      VertexLayer parameters,
      DataType type) {
    super(graph, name, index, parameters, null, false, type);
    this.conf = conf;
    this.parameters = parameters;
    this.wrapped = graph.getConfiguration().getVertices().get(name) instanceof FrozenVertex;
  }

  /** The configuration this vertex was made from. */
  public PlannedVertex conf() {
    return conf;
  }

  private PlanRunner runner() {
    return parameters.runner();
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    boolean learning = training && !conf.isFrozen(); // as DL4J's FrozenLayer
    return Border.activation(runner().forward(inputs, masks, learning, seed()), workspaces);
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
    INDArray[] inside = runner().backward(epsilon);
    INDArray[] result = new INDArray[inside.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Border.gradient(inside[i], inputs[i], conf.inputs().get(i), workspaces);
    }
    return new Pair<>(parameters.gradient(), result);
  }

  @Override
  public VertexIndices[] getInputVertices() {
    SummaryStandIn.putIfSummarized(graph, vertexName, this::typesAfterTheFirst);
    return super.getInputVertices();
  }

  private InputType[] typesAfterTheFirst() {
    return conf.inputs().stream().skip(1).map(PlannedVertexRuntime::type).toArray(InputType[]::new);
  }

  /** What DL4J calls an input; a length is in no definition. */
  private static InputType type(Input input) {
    return switch (input.kind()) {
      case SEQUENCE -> InputType.recurrent(input.size());
      case IDS -> InputType.recurrent(1);
      case VECTOR, TABLE -> InputType.feedForward(input.size());
    };
  }

  @Override
  public void setInput(int number, INDArray input, LayerWorkspaceMgr workspaces) {
    inputs[number] = input;
  }

  /**
   * A copy of a value of the last forward pass, e.g. {@code "weights"} of an attention vertex.
   *
   * @throws IllegalArgumentException if the vertex has no value of this name
   */
  public INDArray exposed(String name) {
    return runner().exposed(name);
  }

  /**
   * A new stepper over this vertex's parameters, for generation.
   *
   * @throws IllegalStateException if it cannot be run one position at a time
   */
  public Stepper stepper() {
    return runner().stepper(parameters.paramTable(false));
  }

  /**
   * Names of the kernels that stand in for parts of this vertex's definition, in its order; empty
   * before the first pass, and where ND4J's operations run.
   */
  public List<String> kernels() {
    return runner().kernels();
  }

  /** How many forward passes were executed so far; for tests. */
  long forwardPasses() {
    return runner().forwardPasses();
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

  /**
   * From now on the parameters stay as they are, also when the network has been saved and loaded.
   * Nothing flows back to what the inputs come from: DL4J freezes those, too.
   */
  @Override
  public void setLayerAsFrozen() {
    super.setLayerAsFrozen();
    conf.setFrozen(true);
    if (FreezingStandIn.isWanted()) {
      FreezingStandIn.replace(graph.getConfiguration(), vertexName, conf);
    }
  }

  /** Not inside DL4J's {@code FrozenVertex}, as older models have it, which is no LayerVertex. */
  @Override
  public boolean hasLayer() {
    return !wrapped;
  }

  @Override
  public Layer getLayer() {
    return wrapped ? null : super.getLayer();
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

  // Lombok's generated equals of the superclass would take any LayerVertex for the same.
  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public void borrow(DecodingFactors factors, InferenceMemory memory) {
    runner().borrow(factors, memory);
  }

  @Override
  public void giveBack() {
    runner().giveBack();
  }
}
