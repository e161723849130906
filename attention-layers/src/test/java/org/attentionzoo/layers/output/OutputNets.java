package org.attentionzoo.layers.output;

import java.util.Random;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** Small nets and data for the tests of the output layers: in [N, 3, T] → LSTM 4 → out over 5. */
final class OutputNets {
  static final int IN = 3;
  static final int D = 4;
  static final int V = 5;

  private OutputNets() {}

  static NeuralNetConfiguration.Builder global(DataType type, IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .dataType(type)
        .seed(7)
        .updater(updater)
        .trainingWorkspaceMode(WorkspaceMode.ENABLED)
        .inferenceWorkspaceMode(WorkspaceMode.ENABLED);
  }

  static ComputationGraph net(
      NeuralNetConfiguration.Builder global, UnaryOperator<TokenOutputLayer.Builder> options) {
    return init(
        global
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(IN))
            .addLayer("rnn", new LSTM.Builder().nOut(D).activation(Activation.TANH).build(), "in")
            .addLayer("out", options.apply(new TokenOutputLayer.Builder().nOut(V)).build(), "rnn")
            .setOutputs("out")
            .build());
  }

  /** The output layer alone, on [N, d, T] input. */
  static ComputationGraph bare(
      NeuralNetConfiguration.Builder global, int d, TokenOutputLayer layer) {
    return init(
        global
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(d))
            .addLayer("out", layer, "in")
            .setOutputs("out")
            .build());
  }

  static ComputationGraph init(ComputationGraphConfiguration conf) {
    ComputationGraph net = new ComputationGraph(conf);
    net.init();
    return net;
  }

  /** Random input and labels; lengths give the label mask (null: no mask). */
  static MultiDataSet data(DataType type, int n, int t, int... lengths) {
    Random random = new Random(31L * n + t);
    INDArray in = Nd4j.create(type, n, IN, t);
    for (long i = 0; i < in.length(); i++) {
      in.putScalar(i, random.nextGaussian());
    }
    INDArray labels = Nd4j.create(DataType.INT32, n, t);
    INDArray mask = Nd4j.create(DataType.FLOAT, n, t);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < t; j++) {
        labels.putScalar(i, j, random.nextInt(V));
        mask.putScalar(i, j, lengths.length == 0 || j < lengths[i] ? 1 : 0);
      }
    }
    return new MultiDataSet(
        new INDArray[] {in},
        new INDArray[] {labels},
        null,
        lengths.length == 0 ? null : new INDArray[] {mask});
  }
}
