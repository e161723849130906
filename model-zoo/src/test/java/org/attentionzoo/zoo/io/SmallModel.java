package org.attentionzoo.zoo.io;

import java.util.List;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** An encoder-decoder of stock layers, source vocabulary 7, target vocabulary 6. */
final class SmallModel {

  static final Vocabulary SOURCE = Vocabulary.of(List.of("a", "ß", "日"));
  static final Vocabulary TARGET = Vocabulary.of(List.of("x", "y")).strict();

  // [N, 1, T]: the stock vertices below take nothing else
  private static final INDArray SOURCE_IDS =
      Nd4j.createFromArray(new int[][][] {{{4, 5, 6}}, {{6, 4, 5}}});
  private static final INDArray TARGET_IDS =
      Nd4j.createFromArray(new int[][][] {{{2, 4}}, {{2, 5}}});

  private SmallModel() {}

  static ComputationGraph network() {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .graphBuilder()
                .addInputs("source", "target")
                .setInputTypes(InputType.recurrent(7), InputType.recurrent(6))
                .addLayer("sourceEmbedding", embedding(7), "source")
                .addLayer("encoder", new LSTM.Builder().nOut(5).build(), "sourceEmbedding")
                .addVertex("summary", new LastTimeStepVertex("source"), "encoder")
                .addVertex("repeated", new DuplicateToTimeSeriesVertex("target"), "summary")
                .addLayer("targetEmbedding", embedding(6), "target")
                .addVertex("merged", new MergeVertex(), "targetEmbedding", "repeated")
                .addLayer("decoder", new LSTM.Builder().nOut(5).build(), "merged")
                .addLayer(
                    "output",
                    new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .nOut(6)
                        .build(),
                    "decoder")
                .setOutputs("output")
                .build());
    network.init();
    return network;
  }

  private static EmbeddingSequenceLayer embedding(int vocabularySize) {
    return new EmbeddingSequenceLayer.Builder().nIn(vocabularySize).nOut(4).build();
  }

  static void fit(ComputationGraph network, int steps) {
    INDArray labels = Nd4j.zeros(2, 6, 2); // [N, V, T]
    for (int n = 0; n < 2; n++) {
      labels.putScalar(new int[] {n, 4 + n, 0}, 1);
      labels.putScalar(new int[] {n, 3, 1}, 1);
    }
    MultiDataSet data =
        new MultiDataSet(new INDArray[] {SOURCE_IDS, TARGET_IDS}, new INDArray[] {labels});
    for (int i = 0; i < steps; i++) {
      network.fit(data);
    }
  }

  /** Probabilities [N, V, T], flat. */
  static float[] output(ComputationGraph network) {
    return network.outputSingle(SOURCE_IDS, TARGET_IDS).dup('c').reshape(-1).toFloatVector();
  }

  static ModelCard card() {
    return ModelCard.builder("SmallModel").task("test").metric("loss", 0.5).build();
  }

  static ModelZip trained() {
    ComputationGraph network = network();
    fit(network, 3);
    return new ModelZip(network, SOURCE, TARGET, card());
  }
}
