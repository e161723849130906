package org.attentionzoo.examples.benchmark;

import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.model.SequenceModel;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The models that are timed here and in {@code pytorch_baseline.py}: 8000 tokens on both sides and
 * no tying unless they say otherwise, no label smoothing, Adam with rate 0.001.
 */
enum Yardstick {
  /** Transformer, d 256, 4 heads, feed-forward 1024, 3 + 3 layers, dropout 0.1. */
  SMALL(64, 20) {
    @Override
    ComputationGraph network(double dropout) {
      return transformer(256, 4, 1024, 3, dropout);
    }

    @Override
    ComputationGraph stockNetwork(int length) {
      return StockTransformer.network(new StockSizes(256, 4, 1024, length), 3, VOCABULARY);
    }
  },

  /** Transformer, d 512, 8 heads, feed-forward 2048, 6 + 6 layers, dropout 0.1. */
  BASE(32, 32) {
    @Override
    ComputationGraph network(double dropout) {
      return transformer(512, 8, 2048, 6, dropout);
    }

    @Override
    ComputationGraph stockNetwork(int length) {
      return StockTransformer.network(new StockSizes(512, 8, 2048, length), 6, VOCABULARY);
    }
  },

  /**
   * Bahdanau et al. 2014 with the sizes of 256: bidirectional GRU 2×256, additive attention 256,
   * GRU decoder 256, output [s; c; y] → 8000; no dropout.
   */
  RNN(64, 20) {
    @Override
    ComputationGraph network(double dropout) {
      return attentionRnn(256);
    }
  },

  /**
   * A model of OPUS-MT's size with random weights, for decoding: d 512, 8 heads, feed-forward 2048,
   * 6 + 6 layers, 58,101 tokens and one table for both sides and the output.
   */
  OPUS(32, 25) {
    @Override
    ComputationGraph network(double dropout) {
      return init(sized(512, 8, 2048, 6, dropout).vocabularySize(vocabulary()).tying(Tying.ALL));
    }

    @Override
    int vocabulary() {
      return 58_101;
    }
  };

  /** V, of both sides, unless the model has another. */
  static final int VOCABULARY = 8000;

  /** Of the Transformers. */
  static final double DROPOUT = 0.1;

  private static final long SEED = 1;
  private static final double LEARNING_RATE = 1e-3;

  private final int batch;
  private final int length;

  Yardstick(int batch, int length) {
    this.batch = batch;
    this.length = length;
  }

  /** A new network with inputs "source" and "target" and output "output". */
  ComputationGraph network() {
    return network(DROPOUT);
  }

  /** The same; the RNN has no dropout in any case. */
  abstract ComputationGraph network(double dropout);

  /**
   * The same model without dropout, of DL4J's own layers on DL4J's own runtime, for one length.
   *
   * @throws IllegalArgumentException if there is none
   */
  ComputationGraph stockNetwork(int length) {
    throw new IllegalArgumentException(
        "model " + label() + " cannot be built of DL4J's own layers; expected small or base");
  }

  /** V, of both sides. */
  int vocabulary() {
    return VOCABULARY;
  }

  /** N, the sentence pairs of a batch unless asked otherwise. */
  int batch() {
    return batch;
  }

  /** S = T, the tokens of each sentence unless asked otherwise. */
  int length() {
    return length;
  }

  /** Its name in commands and results. */
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** A Transformer as in Vaswani et al. 2017, figure 1, of these sizes. */
  static ComputationGraph transformer(
      int size, int heads, int feedForwardSize, int layers, double dropout) {
    return init(sized(size, heads, feedForwardSize, layers, dropout));
  }

  private static TransformerModelBuilder sized(
      int size, int heads, int feedForwardSize, int layers, double dropout) {
    return Transformer.builder()
        .vocabularySize(VOCABULARY)
        .modelSize(size)
        .heads(heads)
        .feedForwardSize(feedForwardSize)
        .layers(layers)
        .dropout(dropout)
        .labelSmoothing(0);
  }

  private static ComputationGraph init(TransformerModelBuilder transformer) {
    return transformer.updater(new FastAdam(LEARNING_RATE)).seed(SEED).build().init();
  }

  /** The zoo's own attention RNN has a maxout output, so this one is put together from layers. */
  private static ComputationGraph attentionRnn(int size) {
    RecurrentEncoder encoder =
        new RecurrentEncoder.Builder()
            .cell(Cell.GRU)
            .inputSize(size)
            .units(size)
            .bidirectional(true)
            .build();
    RecurrentDecoder decoder =
        new RecurrentDecoder.Builder()
            .cell(Cell.GRU)
            .embeddingSize(size)
            .units(size)
            .encoder(encoder.layout())
            .order(BahdanauOrder.concat(Alignment.of(new Additive(size))))
            .initialState(InitialState.BRIDGE)
            .build();
    TokenOutputLayer output =
        new TokenOutputLayer.Builder().nIn(decoder.outputSize()).nOut(VOCABULARY).build();
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new FastAdam(LEARNING_RATE))
                .miniBatch(false) // the loss is a mean over tokens already
                .graphBuilder()
                .addInputs(SequenceModel.SOURCE, SequenceModel.TARGET)
                .setInputTypes(InputType.recurrent(VOCABULARY), InputType.recurrent(VOCABULARY))
                .addLayer("sourceEmbedding", embedding(size), SequenceModel.SOURCE)
                .addLayer("encoder", encoder, "sourceEmbedding")
                .addLayer("targetEmbedding", embedding(size), SequenceModel.TARGET)
                .addVertex("decoder", decoder, "targetEmbedding", "encoder")
                .addLayer(SequenceModel.OUTPUT, output, "decoder")
                .setOutputs(SequenceModel.OUTPUT)
                .build());
    net.init();
    DirectUpdater.install(net);
    return net;
  }

  private static TokenEmbedding embedding(int size) {
    return new TokenEmbedding.Builder().vocabularySize(VOCABULARY).size(size).build();
  }
}
