package org.attentionzoo.examples.benchmark;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * A Transformer made of nothing but DL4J: {@code EmbeddingSequenceLayer}, SameDiff layers and
 * vertices on DL4J's stock runtime, and {@code RnnOutputLayer} with {@code LossSparseMCXENT}. For
 * timing only: that runtime trains with wrong gradients. It knows one length and no dropout.
 */
final class StockTransformer {
  private static final String SOURCE = "source";
  private static final String TARGET = "target";

  private StockTransformer() {}

  /** Inputs "source" and "target", ids {@code [N, T]}; labels {@code [N, 1, T]}. */
  static ComputationGraph network(StockSizes sizes, int layers, int vocabulary) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(1e-3))
            .graphBuilder()
            .addInputs(SOURCE, TARGET)
            .setInputTypes(
                InputType.recurrent(vocabulary, sizes.length()),
                InputType.recurrent(vocabulary, sizes.length()));
    String memory = embed(graph, SOURCE, sizes, vocabulary);
    for (int i = 0; i < layers; i++) {
      graph.addLayer("encoder" + i, new StockEncoderLayer(sizes), memory);
      memory = "encoder" + i;
    }
    String hidden = embed(graph, TARGET, sizes, vocabulary);
    for (int i = 0; i < layers; i++) {
      graph.addVertex("decoder" + i, new StockDecoderLayer(sizes), hidden, memory);
      hidden = "decoder" + i;
    }
    RnnOutputLayer output =
        new RnnOutputLayer.Builder(new LossSparseMCXENT())
            .nIn(sizes.size())
            .nOut(vocabulary)
            .activation(Activation.SOFTMAX)
            .dataFormat(RNNFormat.NCW)
            .build();
    ComputationGraph net =
        new ComputationGraph(graph.addLayer("output", output, hidden).setOutputs("output").build());
    net.init();
    return net;
  }

  private static String embed(GraphBuilder graph, String ids, StockSizes sizes, int vocabulary) {
    EmbeddingSequenceLayer embedding =
        new EmbeddingSequenceLayer.Builder()
            .nIn(vocabulary)
            .nOut(sizes.size())
            .inputLength(sizes.length())
            .build();
    graph.addLayer(ids + "Embedding", embedding, ids);
    graph.addLayer(ids + "Positions", new StockPositions(sizes), ids + "Embedding");
    return ids + "Positions";
  }
}
