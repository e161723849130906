package org.attentionzoo.layers.runtime.dl4j;

import java.util.List;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.plan.InferenceMemory;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link PlannedLayer} inside a {@code ComputationGraph} or {@code MultiLayerNetwork}. */
public class PlannedLayerRuntime extends ParameterHolder<PlannedLayer> implements BorrowedPart {

  PlannedLayerRuntime(NeuralNetConfiguration conf, DataType type) {
    super(
        conf,
        (PlannedLayer) conf.getLayer(),
        ((PlannedLayer) conf.getLayer()).isFrozenWithBackprop(),
        type);
  }

  static PlannedLayerRuntime of(NeuralNetConfiguration conf, DataType type) {
    return ((PlannedLayer) conf.getLayer()).remembers()
        ? new WithoutState(conf, type)
        : new PlannedLayerRuntime(conf, type);
  }

  private static final class WithoutState extends PlannedLayerRuntime implements NoStoredState {
    WithoutState(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    if (!layerConf().input().isIds() && !isFrozen()) { // DL4J's embeddings drop no ids either
      applyDropOutIfNecessary(training, workspaces);
    }
    INDArray output =
        runner().forward(new INDArray[] {input}, new INDArray[] {maskArray}, training, seed());
    return Border.activation(output, workspaces);
  }

  private long seed() {
    return Border.seed(conf.getSeed(), layerConf().getLayerName(), index, getIterationCount());
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray[] inputGradients = runner().backward(epsilon);
    INDArray result = Border.gradient(inputGradients[0], input, layerConf().input(), workspaces);
    boolean dropped = result != null && !isFrozen();
    return new Pair<>(gradient(), dropped ? backpropDropOutIfPresent(result) : result);
  }

  /**
   * A copy of a value of the last forward pass, e.g. {@code "weights"} of an attention layer.
   *
   * @throws IllegalArgumentException if the layer has no value of this name
   */
  public INDArray exposed(String name) {
    return runner().exposed(name);
  }

  /**
   * A new stepper over this layer's parameters, for generation.
   *
   * @throws IllegalStateException if it cannot be run one position at a time
   */
  public Stepper stepper() {
    return runner().stepper(paramTable(false));
  }

  /**
   * Names of the kernels that stand in for parts of this layer's definition, in its order; empty
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
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    this.maskArray = mask;
    this.maskState = state;
    return layerConf().feedForwardMaskArray(mask, state, minibatchSize);
  }

  @Override
  public final void borrow(DecodingFactors factors, InferenceMemory memory) {
    runner().borrow(factors, memory);
  }

  @Override
  public final void giveBack() {
    runner().giveBack();
  }
}
