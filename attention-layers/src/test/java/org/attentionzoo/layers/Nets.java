package org.attentionzoo.layers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Small graphs and data for the tests of layers. */
public final class Nets {

  private Nets() {}

  /** An empty graph with seed 1 and no updater, as gradient checks want it. */
  public static GraphBuilder builder(DataType type, String... inputs) {
    return builder(type, new NoOp(), inputs);
  }

  public static GraphBuilder builder(DataType type, IUpdater updater, String... inputs) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .dataType(type)
        .updater(updater)
        .graphBuilder()
        .addInputs(inputs);
  }

  /** Adds a squared-error output {@code [N, 2, T]} named "out" and initializes the graph. */
  public static ComputationGraph withOutput(GraphBuilder builder, int size, String from) {
    builder
        .addLayer(
            "out",
            new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .nIn(size)
                .nOut(2)
                .dataFormat(RNNFormat.NCW)
                .activation(Activation.IDENTITY)
                .build(),
            from)
        .setOutputs("out");
    return initialized(builder);
  }

  public static ComputationGraph initialized(GraphBuilder builder) {
    ComputationGraph net = new ComputationGraph(builder.build());
    net.init();
    return net;
  }

  /** A graph of the same configuration after a trip through JSON, initialized with its seed. */
  public static ComputationGraph throughJson(ComputationGraph net) {
    String json = net.getConfiguration().toJson();
    ComputationGraph copy = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
    copy.init();
    return copy;
  }

  /** What {@code ModelSerializer} writes, read again. */
  public static ComputationGraph savedAndLoaded(ComputationGraph net) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ModelSerializer.writeModel(net, out, true);
      return ModelSerializer.restoreComputationGraph(
          new ByteArrayInputStream(out.toByteArray()), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Distinct values in [-1, 1], the same for the same arguments. */
  public static INDArray values(int seed, long... shape) {
    INDArray a = Nd4j.create(DataType.DOUBLE, shape);
    INDArray flat = a.reshape(a.length());
    for (long i = 0; i < a.length(); i++) {
      flat.putScalar(i, Math.sin(1.7 * i * (1 + 0.01 * i) + 0.9 * seed));
    }
    return a;
  }

  /** Token ids {@code [N, T]}. */
  public static INDArray ids(int[]... rows) {
    return Nd4j.createFromArray(rows);
  }

  /** A mask {@code [N, T]} with this many ones in each row. */
  public static INDArray mask(int length, int... lengths) {
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, lengths.length, length);
    for (int n = 0; n < lengths.length; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        mask.putScalar(n, t, 1);
      }
    }
    return mask;
  }
}
