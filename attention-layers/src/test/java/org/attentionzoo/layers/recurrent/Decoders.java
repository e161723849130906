package org.attentionzoo.layers.recurrent;

import java.util.Map;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Window;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Small encoder-decoder nets for the tests: source size 2, target embeddings of size 2. */
final class Decoders {

  private Decoders() {}

  /** One of each kind, by name. */
  static Map<String, ComputationGraph> kinds(DataType type, double dropout) {
    Alignment additive = Alignment.of(new Additive(2));
    Alignment general = new Alignment(new General(), Window.localPredictive(2));
    Alignment monotonic = new Alignment(new General(), Window.localMonotonic(1));
    return Map.of(
        "bahdanau maxout",
        net(
            type,
            new RecurrentEncoder.Builder().units(2).bidirectional(true),
            decoder(Cell.GRU, BahdanauOrder.maxout(additive, 3), InitialState.BRIDGE, dropout)),
        "bahdanau concat, two layers",
        net(
            type,
            new RecurrentEncoder.Builder().units(2).outputStates(true),
            decoder(Cell.LSTM, BahdanauOrder.concat(additive), InitialState.BRIDGE, dropout)
                .layers(2)),
        "luong input feeding",
        net(
            type,
            new RecurrentEncoder.Builder().cell(Cell.LSTM).units(2).layers(2).outputStates(true),
            decoder(Cell.LSTM, new LuongOrder(general, true, 3), InitialState.ENCODER, dropout)
                .layers(2)),
        "luong local-m",
        net(
            type,
            new RecurrentEncoder.Builder().cell(Cell.GRU).units(2),
            decoder(Cell.GRU, new LuongOrder(monotonic, false, 2), InitialState.ZERO, dropout)),
        "plain",
        net(
            type,
            new RecurrentEncoder.Builder().units(1).bidirectional(true).outputStates(true),
            decoder(Cell.GRU, new PlainOrder(), InitialState.ENCODER, dropout)));
  }

  static RecurrentDecoder.Builder decoder(
      Cell cell, DecoderOrder order, InitialState initial, double dropout) {
    return new RecurrentDecoder.Builder()
        .cell(cell)
        .embeddingSize(2)
        .units(2)
        .order(order)
        .initialState(initial)
        .dropoutBetweenLayers(dropout)
        .outputDropout(dropout);
  }

  /** Source and target in, squared error out. */
  static ComputationGraph net(
      DataType type, RecurrentEncoder.Builder encoder, RecurrentDecoder.Builder decoder) {
    RecurrentEncoder e = encoder.build();
    RecurrentDecoder d = decoder.encoder(e.layout()).build();
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(type)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("source", "target")
            .setInputTypes(InputType.recurrent(2), InputType.recurrent(2))
            .addLayer("encoder", e, "source")
            .addVertex("decoder", d, "target", "encoder")
            .addLayer(
                "out",
                new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .nOut(2)
                    .dataFormat(RNNFormat.NCW)
                    .activation(Activation.IDENTITY)
                    .build(),
                "decoder")
            .setOutputs("out")
            .build();
    ComputationGraph net = new ComputationGraph(conf);
    net.init();
    return net;
  }

  /** n sentences of s source and t target positions; the later sentences are shorter if masked. */
  static MultiDataSet data(DataType type, int n, int s, int t, boolean masked) {
    Nd4j.getRandom().setSeed(n * 100 + s * 10 + t);
    INDArray source = Nd4j.rand(type, n, 2, s).subi(0.5).muli(3);
    INDArray target = Nd4j.rand(type, n, 2, t).subi(0.5).muli(3);
    INDArray labels = Nd4j.rand(type, n, 2, t);
    INDArray[] features = {source, target};
    if (!masked) {
      return new MultiDataSet(features, new INDArray[] {labels});
    }
    INDArray targetMask = mask(type, n, t);
    return new MultiDataSet(
        features,
        new INDArray[] {labels},
        new INDArray[] {mask(type, n, s), targetMask},
        new INDArray[] {targetMask});
  }

  private static INDArray mask(DataType type, int n, int length) {
    INDArray mask = Nd4j.ones(type, n, length);
    for (int i = 0; i < n; i++) {
      for (int k = Math.max(1, length - i); k < length; k++) {
        mask.putScalar(i, k, 0);
      }
    }
    return mask;
  }

  /** The decoder's output {@code [N, size, T]}. */
  static INDArray decode(ComputationGraph net, MultiDataSet data) {
    return run(net, data, false);
  }

  static INDArray run(ComputationGraph net, MultiDataSet data, boolean training) {
    net.setLayerMaskArrays(data.getFeaturesMaskArrays(), null);
    try {
      return net.feedForward(data.getFeatures().clone(), training).get("decoder");
    } finally {
      net.clearLayerMaskArrays();
    }
  }
}
