package org.attentionzoo.examples.benchmark.micro;

import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.LuongOrder;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.LayerNorm;
import org.attentionzoo.layers.transformer.MultiHeadSelfAttention;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.transformer.TransformerDecoderLayer;
import org.attentionzoo.layers.transformer.TransformerEncoderLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Parts of the models in a graph of their own: N 64, S = T 20, d 256, 4 heads, 8000 tokens. */
public enum Part {
  /** Layer normalization. */
  LAYER_NORM {
    @Override
    void addTo(GraphBuilder graph) {
      graph.addLayer(NAME, new LayerNorm.Builder().size(D).build(), "x");
    }
  },

  /** Multi-head self-attention, causal. */
  SELF_ATTENTION {
    @Override
    void addTo(GraphBuilder graph) {
      graph.addLayer(
          NAME, new MultiHeadSelfAttention.Builder().size(D).heads(4).causal(true).build(), "x");
    }
  },

  /** A Transformer's encoder layer with dropout. */
  ENCODER_LAYER {
    @Override
    void addTo(GraphBuilder graph) {
      TransformerEncoderLayer.Builder layer = new TransformerEncoderLayer.Builder();
      layer.size(D).heads(4).feedForwardSize(4 * D).dropoutRate(0.1);
      graph.addLayer(NAME, layer.build(), "x");
    }
  },

  /** The same with normalization before each sublayer and GELU. */
  PRE_NORM_ENCODER_LAYER {
    @Override
    void addTo(GraphBuilder graph) {
      TransformerEncoderLayer.Builder layer = new TransformerEncoderLayer.Builder();
      layer.size(D).heads(4).feedForwardSize(4 * D).dropoutRate(0.1);
      layer.normPosition(NormPosition.PRE).feedForwardActivation(FeedForwardActivation.GELU);
      graph.addLayer(NAME, layer.build(), "x");
    }
  },

  /** A Transformer's decoder layer with dropout. */
  DECODER_LAYER {
    @Override
    void addTo(GraphBuilder graph) {
      TransformerDecoderLayer.Builder layer = new TransformerDecoderLayer.Builder();
      layer.size(D).heads(4).feedForwardSize(4 * D).dropoutRate(0.1);
      graph.addVertex(NAME, layer.build(), "x", "memory");
    }

    @Override
    int memorySize() {
      return D;
    }
  },

  /** A bidirectional GRU of 256 units a direction. */
  GRU_ENCODER {
    @Override
    void addTo(GraphBuilder graph) {
      graph.addLayer(NAME, encoder(Cell.GRU), "x");
    }
  },

  /** A bidirectional LSTM of 256 units a direction. */
  LSTM_ENCODER {
    @Override
    void addTo(GraphBuilder graph) {
      graph.addLayer(NAME, encoder(Cell.LSTM), "x");
    }
  },

  /** A GRU decoder with additive attention. */
  ADDITIVE_DECODER {
    @Override
    void addTo(GraphBuilder graph) {
      DecoderOrder order = BahdanauOrder.concat(Alignment.of(new Additive(D)));
      graph.addVertex(NAME, decoder(Cell.GRU, order), "x", "memory");
    }

    @Override
    int memorySize() {
      return 2 * D;
    }
  },

  /** The same with a maxout output. */
  MAXOUT_DECODER {
    @Override
    void addTo(GraphBuilder graph) {
      DecoderOrder order = BahdanauOrder.maxout(Alignment.of(new Additive(D)), D);
      graph.addVertex(NAME, decoder(Cell.GRU, order), "x", "memory");
    }

    @Override
    int memorySize() {
      return 2 * D;
    }
  },

  /** An LSTM decoder with multiplicative attention and input feeding. */
  LUONG_DECODER {
    @Override
    void addTo(GraphBuilder graph) {
      DecoderOrder order = new LuongOrder(Alignment.of(new General()), true, D);
      graph.addVertex(NAME, decoder(Cell.LSTM, order), "x", "memory");
    }

    @Override
    int memorySize() {
      return 2 * D;
    }
  },

  /** Token embedding with positions. */
  EMBEDDING {
    @Override
    void addTo(GraphBuilder graph) {
      TokenEmbedding.Builder embedding = new TokenEmbedding.Builder();
      embedding.vocabularySize(V).size(D).scaled(true).sinusoidalPositions().dropoutRate(0.1);
      graph.addLayer(NAME, embedding.build(), "x");
    }

    @Override
    InputType inputType() {
      return InputType.recurrent(V);
    }

    @Override
    INDArray input() {
      return ids();
    }
  },

  /** Output projection and softmax cross-entropy; forward computes probabilities, no loss. */
  OUTPUT {
    @Override
    void addTo(GraphBuilder graph) {
      graph.addLayer(NAME, new TokenOutputLayer.Builder().nIn(D).nOut(V).build(), "x");
    }

    @Override
    Runnable forward() {
      ComputationGraph net = network();
      INDArray[] x = {input()};
      return () -> net.output(true, x);
    }

    @Override
    Runnable forwardAndBackward() {
      ComputationGraph net = network();
      net.setInputs(input());
      net.setLabels(ids());
      return net::computeGradientAndScore;
    }
  };

  static final String NAME = "part";
  static final int N = 64;
  static final int T = 20;
  static final int D = 256;
  private static final int V = 8000;

  abstract void addTo(GraphBuilder graph);

  InputType inputType() {
    return InputType.recurrent(D);
  }

  /** Of the second input {@code [N, size, S]}; 0 for none. */
  int memorySize() {
    return 0;
  }

  /** The first input: {@code [N, d, T]} unless the part reads ids. */
  INDArray input() {
    return Nd4j.randn(DataType.FLOAT, N, D, T);
  }

  Runnable forward() {
    GraphVertex vertex = vertex();
    return () -> vertex.doForward(true, LayerWorkspaceMgr.noWorkspaces());
  }

  Runnable forwardAndBackward() {
    GraphVertex vertex = vertex();
    LayerWorkspaceMgr plain = LayerWorkspaceMgr.noWorkspaces();
    INDArray gradient = Nd4j.randn(DataType.FLOAT, vertex.doForward(true, plain).shape());
    return () -> {
      vertex.doForward(true, plain);
      vertex.setEpsilon(gradient);
      vertex.doBackward(false, plain);
    };
  }

  private GraphVertex vertex() {
    GraphVertex vertex = network().getVertex(NAME);
    vertex.setInput(0, input(), LayerWorkspaceMgr.noWorkspaces());
    if (memorySize() > 0) {
      INDArray memory = Nd4j.randn(DataType.FLOAT, N, memorySize(), T);
      vertex.setInput(1, memory, LayerWorkspaceMgr.noWorkspaces());
    }
    return vertex;
  }

  ComputationGraph network() {
    GraphBuilder graph = new NeuralNetConfiguration.Builder().seed(1).graphBuilder().addInputs("x");
    if (memorySize() > 0) {
      graph.addInputs("memory");
      graph.setInputTypes(inputType(), InputType.recurrent(memorySize()));
    } else {
      graph.setInputTypes(inputType());
    }
    addTo(graph);
    ComputationGraph net = new ComputationGraph(graph.setOutputs(NAME).build());
    net.init();
    // gradients need a place to go, which fit makes otherwise
    net.initGradientsView();
    return net;
  }

  private static RecurrentEncoder encoder(Cell cell) {
    return new RecurrentEncoder.Builder()
        .cell(cell)
        .inputSize(D)
        .units(D)
        .bidirectional(true)
        .build();
  }

  private static RecurrentDecoder decoder(Cell cell, DecoderOrder order) {
    return new RecurrentDecoder.Builder()
        .cell(cell)
        .embeddingSize(D)
        .units(D)
        .encoder(encoder(cell).layout())
        .order(order)
        .initialState(InitialState.BRIDGE)
        .build();
  }

  private static INDArray ids() {
    return Nd4j.rand(DataType.FLOAT, N, T).muli(V).castTo(DataType.INT32);
  }
}
