package org.attentionzoo.layers.runtime.dl4j;

import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The same network twice, of DL4J's parts and of ours: what DL4J does to the first it is to do to
 * the second. Inputs a and b; "layer" reads a, "mix" reads layer and b, "out" reads mix.
 */
enum HabitNets {
  STOCK {
    @Override
    void addParts(GraphBuilder graph) {
      LSTM.Builder layer = new LSTM.Builder().nIn(SIZE).nOut(SIZE);
      LSTM.Builder mix = new LSTM.Builder().nIn(2 * SIZE).nOut(SIZE);
      graph
          .addLayer("layer", layer.dataFormat(RNNFormat.NCW).build(), "a")
          .addLayer("mix", mix.dataFormat(RNNFormat.NCW).build(), "layer", "b");
    }
  },
  OURS {
    @Override
    void addParts(GraphBuilder graph) {
      graph
          .addLayer("layer", new TanhLayer.Builder().size(SIZE).build(), "a")
          .addVertex("mix", new MixVertex.Builder().size(SIZE).build(), "layer", "b");
    }
  };

  static final int SIZE = 4;

  abstract void addParts(GraphBuilder graph);

  /** With plain gradient descent of rate 0.1. */
  ComputationGraph net() {
    return net(network -> network.updater(new Sgd(0.1)));
  }

  /** With network-wide options. */
  ComputationGraph net(UnaryOperator<NeuralNetConfiguration.Builder> options) {
    return init(graph(options));
  }

  GraphBuilder graph(UnaryOperator<NeuralNetConfiguration.Builder> options) {
    Nd4j.getRandom().setSeed(3);
    GraphBuilder graph =
        options
            .apply(new NeuralNetConfiguration.Builder().seed(1).dataType(DataType.FLOAT))
            .graphBuilder()
            .addInputs("a", "b");
    addParts(graph);
    return graph.addLayer("out", output(), "mix").setOutputs("out");
  }

  static RnnOutputLayer output() {
    return new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
        .nIn(SIZE)
        .nOut(2)
        .dataFormat(RNNFormat.NCW)
        .activation(Activation.IDENTITY)
        .build();
  }

  static ComputationGraph init(GraphBuilder graph) {
    ComputationGraph net =
        new ComputationGraph(
            graph.setInputTypes(InputType.recurrent(SIZE), InputType.recurrent(SIZE)).build());
    net.init();
    return net;
  }

  static MultiDataSet data(long seed) {
    Nd4j.getRandom().setSeed(seed);
    int n = 2;
    return new MultiDataSet(
        new INDArray[] {random(n, SIZE, 3), random(n, SIZE, 3)}, new INDArray[] {random(n, 2, 3)});
  }

  private static INDArray random(long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape).subi(0.5);
  }

  /** What the next step of plain gradient descent with rate 1 would subtract. */
  static INDArray gradient(ComputationGraph net, MultiDataSet data) {
    net.setInputs(data.getFeatures());
    net.setLabels(data.getLabels());
    net.computeGradientAndScore();
    return net.getFlattenedGradients().dup().reshape(net.params().length()).divi(net.batchSize());
  }

  /** What a step subtracts. */
  static INDArray step(ComputationGraph net, MultiDataSet data) {
    INDArray before = net.params().dup();
    net.fit(data);
    return before.subi(net.params());
  }

  /** The part of a vector of all parameters that is a vertex's. */
  static INDArray part(ComputationGraph net, String name, INDArray vector) {
    long offset = 0;
    for (int index : net.topologicalSortOrder()) {
      long length = net.getVertices()[index].numParams();
      if (net.getVertices()[index].getVertexName().equals(name)) {
        return vector.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(offset, offset + length));
      }
      offset += length;
    }
    throw new IllegalArgumentException(name);
  }

  static double distance(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }
}
