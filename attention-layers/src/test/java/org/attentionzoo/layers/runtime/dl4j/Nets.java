package org.attentionzoo.layers.runtime.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Small networks and data for the tests of the runtime. */
public final class Nets {

  public static final int SIZE = 4;

  private DataType type = DataType.DOUBLE;
  private WorkspaceMode workspaces = WorkspaceMode.ENABLED;
  private IUpdater updater = new NoOp();
  private GradientNormalization normalization = GradientNormalization.None;

  Nets type(DataType type) {
    this.type = type;
    return this;
  }

  Nets workspaces(WorkspaceMode workspaces) {
    this.workspaces = workspaces;
    return this;
  }

  Nets updater(IUpdater updater) {
    this.updater = updater;
    return this;
  }

  Nets normalization(GradientNormalization normalization) {
    this.normalization = normalization;
    return this;
  }

  private ComputationGraphConfiguration.GraphBuilder builder() {
    Nd4j.getRandom().setSeed(5);
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .dataType(type)
        .updater(updater)
        .gradientNormalization(normalization)
        .gradientNormalizationThreshold(1)
        .trainingWorkspaceMode(workspaces)
        .inferenceWorkspaceMode(workspaces)
        .graphBuilder();
  }

  private static Layer output() {
    return new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
        .nIn(SIZE)
        .nOut(2)
        .dataFormat(RNNFormat.NCW)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** x → layers → output. */
  public ComputationGraph stack(Layer... layers) {
    ComputationGraphConfiguration.GraphBuilder b = builder().addInputs("x");
    String last = "x";
    for (int i = 0; i < layers.length; i++) {
      b.addLayer("layer" + i, layers[i], last);
      last = "layer" + i;
    }
    b.addLayer("out", output(), last).setOutputs("out");
    return init(b.setInputTypes(InputType.recurrent(SIZE)));
  }

  /** a, b → layer → vertex → output. */
  ComputationGraph mix(boolean stock) {
    return init(
        builder()
            .addInputs("a", "b")
            .addVertex("mix", new MixVertex.Builder().size(SIZE).stock(stock).build(), "a", "b")
            .addLayer("out", output(), "mix")
            .setOutputs("out")
            .setInputTypes(InputType.recurrent(SIZE), InputType.recurrent(SIZE)));
  }

  private static ComputationGraph init(ComputationGraphConfiguration.GraphBuilder b) {
    ComputationGraph net = new ComputationGraph(b.build());
    net.init();
    return net;
  }

  public static TanhLayer tanh(boolean stock) {
    return new TanhLayer.Builder().size(SIZE).stock(stock).build();
  }

  public static TanhLayer tanh(double rate) {
    return new TanhLayer.Builder().size(SIZE).rate(rate).build();
  }

  MultiDataSet data(int n, int t) {
    return new MultiDataSet(sequence(n, SIZE, t), sequence(n, 2, t));
  }

  MultiDataSet mixData(int n, int t, int s) {
    return new MultiDataSet(
        new INDArray[] {sequence(n, SIZE, t), sequence(n, SIZE, s)},
        new INDArray[] {sequence(n, 2, t)});
  }

  public INDArray sequence(int n, int size, int t) {
    return Nd4j.rand(type, n, size, t).subi(0.5); // [N, size, T]
  }
}
