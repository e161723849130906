package org.attentionzoo.zoo.zips;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Attention;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.embedding.PositionalEncoding;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.recurrent.EncoderLayout;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.attentionzoo.layers.transformer.LayerNorm;
import org.attentionzoo.layers.transformer.MultiHeadCrossAttention;
import org.attentionzoo.layers.transformer.MultiHeadSelfAttention;
import org.attentionzoo.layers.transformer.TransformerEncoderLayer;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.model.SequenceModel;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Layers and orders that no model of the zoo is made of, in graphs of their own. */
final class ToyGraphs {

  private static final int SIZE = 4;

  private ToyGraphs() {}

  static Map<String, Supplier<ComputationGraph>> all() {
    Map<String, Supplier<ComputationGraph>> graphs = new LinkedHashMap<>();
    Alignment alignment = new Alignment(new Additive(3), Window.global());
    graphs.put(
        "graph-bahdanau-concat", () -> build(g -> decoder(g, BahdanauOrder.concat(alignment))));
    graphs.put(
        "graph-bahdanau-maxout-of-the-current-state",
        () -> build(g -> decoder(g, BahdanauOrder.maxout(alignment, 3, false))));
    graphs.put("graph-attention-vertex", () -> build(ToyGraphs::attentionVertex));
    graphs.put("graph-multi-head-attention", () -> build(ToyGraphs::multiHead));
    graphs.put("graph-transformer-encoder-gru-decoder", () -> build(ToyGraphs::mixed));
    return graphs;
  }

  private static ComputationGraph build(Consumer<GraphBuilder> parts) {
    int vocabulary = ToyData.VOCABULARY.size();
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .miniBatch(false)
            .updater(new FastAdam(0.1))
            .graphBuilder()
            .addInputs(SequenceModel.SOURCE, SequenceModel.TARGET)
            .setInputTypes(InputType.recurrent(vocabulary), InputType.recurrent(vocabulary));
    for (String side : new String[] {SequenceModel.SOURCE, SequenceModel.TARGET}) {
      TokenEmbedding.Builder embedding = new TokenEmbedding.Builder();
      graph.addLayer(
          side + "Embedding",
          embedding.vocabularySize(vocabulary).size(SIZE).scaled(true).paddingId(0).build(),
          side);
    }
    parts.accept(graph);
    ComputationGraph network = new ComputationGraph(graph.setOutputs(SequenceModel.OUTPUT).build());
    network.init();
    DirectUpdater.install(network);
    return network;
  }

  private static void output(GraphBuilder graph, long hidden, String input) {
    graph.addLayer(
        SequenceModel.OUTPUT,
        new TokenOutputLayer.Builder().nIn(hidden).nOut(ToyData.VOCABULARY.size()).build(),
        input);
  }

  /** Its states start from zero, and it reads only the encoder's top layer. */
  private static void decoder(GraphBuilder graph, DecoderOrder order) {
    RecurrentEncoder encoder =
        new RecurrentEncoder.Builder()
            .cell(Cell.GRU)
            .inputSize(SIZE)
            .units(2)
            .bidirectional(true)
            .build();
    graph.addLayer("encoder", encoder, "sourceEmbedding");
    decoder(graph, order, encoder.layout());
  }

  private static void decoder(GraphBuilder graph, DecoderOrder order, EncoderLayout encoder) {
    RecurrentDecoder decoder =
        new RecurrentDecoder.Builder()
            .cell(Cell.GRU)
            .embeddingSize(SIZE)
            .units(3)
            .encoder(encoder)
            .order(order)
            .initialState(InitialState.ZERO)
            .build();
    graph.addVertex("decoder", decoder, "targetEmbedding", "encoder");
    output(graph, decoder.outputSize(), "decoder");
  }

  private static void mixed(GraphBuilder graph) {
    TransformerEncoderLayer.Builder encoder = new TransformerEncoderLayer.Builder();
    encoder.size(SIZE);
    encoder.heads(2);
    encoder.feedForwardSize(6);
    graph.addLayer("encoder", encoder.build(), "sourceEmbedding");
    decoder(
        graph,
        BahdanauOrder.concat(new Alignment(new General(), Window.global())),
        EncoderLayout.memoryOnly(SIZE));
  }

  private static void attentionVertex(GraphBuilder graph) {
    graph
        .addLayer("encoder", new LSTM.Builder().nOut(SIZE).build(), "sourceEmbedding")
        .addLayer("decoder", new LSTM.Builder().nOut(3).build(), "targetEmbedding")
        .addVertex(
            "attention",
            new Attention.Builder()
                .querySize(3)
                .memorySize(SIZE)
                .score(new Additive(3))
                .window(Window.localPredictive(1))
                .build(),
            "decoder",
            "encoder");
    output(graph, SIZE, "attention");
  }

  private static void multiHead(GraphBuilder graph) {
    graph
        .addLayer(
            "positions",
            new PositionalEncoding.Builder().size(SIZE).learned(ToyData.LONGEST).build(),
            "sourceEmbedding")
        .addLayer(
            "self",
            new MultiHeadSelfAttention.Builder().size(SIZE).heads(2).causal(true).build(),
            "positions")
        .addLayer("norm", new LayerNorm.Builder().size(SIZE).build(), "self")
        .addLayer(
            "targetPositions",
            new PositionalEncoding.Builder().size(SIZE).build(),
            "targetEmbedding")
        .addVertex(
            "cross",
            new MultiHeadCrossAttention.Builder().size(SIZE).heads(2).build(),
            "targetPositions",
            "norm");
    output(graph, SIZE, "cross");
  }
}
