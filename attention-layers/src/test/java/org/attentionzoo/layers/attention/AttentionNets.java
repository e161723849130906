package org.attentionzoo.layers.attention;

import java.util.List;
import java.util.stream.Stream;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The networks, data and alignments that this package's tests share. */
final class AttentionNets {

  static final int SIZE = 3;

  private AttentionNets() {}

  static List<Score> scores() {
    return List.of(
        new Additive(2),
        new Additive(2, true),
        new Dot(),
        new ScaledDot(),
        new General(),
        new Location(7),
        Cosine.fixed(2.5),
        Cosine.learned(1.5));
  }

  static List<Window> windows() {
    return List.of(Window.global(), Window.localMonotonic(1), Window.localPredictive(2));
  }

  /** Every score under every window. */
  static Stream<Alignment> alignments() {
    return scores().stream().flatMap(s -> windows().stream().map(w -> new Alignment(s, w)));
  }

  static String label(Alignment alignment) {
    return alignment.score() + " " + alignment.window();
  }

  static Attention vertex(Alignment alignment) {
    return new Attention.Builder()
        .querySize(SIZE)
        .memorySize(SIZE)
        .score(alignment.score())
        .window(alignment.window())
        .build();
  }

  /** query and memory each through an RNN, then attention, then an output layer. */
  static ComputationGraph net(Alignment alignment, DataType type, WorkspaceMode workspaces) {
    return net(alignment, type, workspaces, new NoOp());
  }

  static ComputationGraph net(
      Alignment alignment, DataType type, WorkspaceMode workspaces, IUpdater updater) {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(type)
            .updater(updater)
            .trainingWorkspaceMode(workspaces)
            .inferenceWorkspaceMode(workspaces)
            .graphBuilder()
            .addInputs("target", "source")
            .addLayer("query", rnn(), "target")
            .addLayer("memory", rnn(), "source")
            .addVertex("attention", vertex(alignment), "query", "memory")
            .addLayer(
                "out",
                new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .nIn(SIZE)
                    .nOut(2)
                    .dataFormat(RNNFormat.NCW)
                    .activation(Activation.IDENTITY)
                    .build(),
                "attention")
            .setOutputs("out")
            .setInputTypes(InputType.recurrent(SIZE), InputType.recurrent(SIZE))
            .build();
    ComputationGraph net = new ComputationGraph(conf);
    net.init();
    // larger weights, so that attention is far from uniform and wrong gradients show
    net.params().muli(2);
    return net;
  }

  private static SimpleRnn rnn() {
    return new SimpleRnn.Builder().nIn(SIZE).nOut(SIZE).activation(Activation.TANH).build();
  }

  static PlannedVertexRuntime runtime(ComputationGraph net) {
    return (PlannedVertexRuntime) net.getVertex("attention");
  }

  static MultiDataSet data(DataType type, int n, int t, int s) {
    Nd4j.getRandom().setSeed(100L * n + 10L * t + s);
    INDArray target = Nd4j.randn(type, n, SIZE, t);
    INDArray source = Nd4j.randn(type, n, SIZE, s);
    INDArray labels = Nd4j.randn(type, n, 2, t);
    return new MultiDataSet(new INDArray[] {target, source}, new INDArray[] {labels});
  }

  /** Three sentences of different lengths; the source of the last one is all padding. */
  static MultiDataSet masked(DataType type) {
    MultiDataSet data = data(type, 3, 3, 4);
    INDArray target =
        Nd4j.createFromArray(new double[][] {{1, 1, 1}, {1, 1, 0}, {1, 0, 0}}).castTo(type);
    INDArray source =
        Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 1, 0, 0}, {0, 0, 0, 0}})
            .castTo(type);
    data.setFeaturesMaskArrays(new INDArray[] {target, source});
    data.setLabelsMaskArray(new INDArray[] {target});
    return data;
  }
}
