package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.output.TiedTokenOutputVertex;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.attentionzoo.layers.runtime.Freezable;
import org.attentionzoo.layers.transformer.TransformerDecoderLayer;
import org.attentionzoo.layers.transformer.TransformerEncoderLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

class FrozenWithBackpropTest {
  private static final int V = 7;
  private static final int D = 4;

  /** Embeddings, encoder, decoder, output of each kind. */
  enum Kind {
    TRANSFORMER {
      @Override
      void addParts(GraphBuilder graph, double dropout) {
        TransformerEncoderLayer encoder =
            new TransformerEncoderLayer.Builder()
                .size(D)
                .heads(2)
                .feedForwardSize(6)
                .dropoutRate(dropout)
                .build();
        TransformerDecoderLayer decoder =
            new TransformerDecoderLayer.Builder()
                .size(D)
                .heads(2)
                .feedForwardSize(6)
                .dropoutRate(dropout)
                .build();
        graph.addLayer("encoder", encoder, "source");
        graph.addVertex("decoder", decoder, "target", "encoder");
        addOutput(graph, D);
      }
    },
    RECURRENT {
      @Override
      void addParts(GraphBuilder graph, double dropout) {
        RecurrentEncoder encoder =
            new RecurrentEncoder.Builder()
                .cell(Cell.GRU)
                .inputSize(D)
                .units(3)
                .bidirectional(true)
                .outputDropout(dropout)
                .build();
        RecurrentDecoder decoder =
            new RecurrentDecoder.Builder()
                .cell(Cell.GRU)
                .embeddingSize(D)
                .units(3)
                .encoder(encoder.layout())
                .order(
                    BahdanauOrder.maxout(new Alignment(new Additive(3), Window.global()), 3, false))
                .outputDropout(dropout)
                .build();
        graph.addLayer("encoder", encoder, "source");
        graph.addVertex("decoder", decoder, "target", "encoder");
        addOutput(graph, decoder.outputSize());
      }
    };

    abstract void addParts(GraphBuilder graph, double dropout);

    private static void addOutput(GraphBuilder graph, long size) {
      graph.addLayer("out", new TokenOutputLayer.Builder().nIn(size).nOut(V).build(), "decoder");
    }

    ComputationGraphConfiguration conf(NeuralNetConfiguration.Builder options, double dropout) {
      GraphBuilder graph =
          options
              .seed(4)
              .miniBatch(false)
              .graphBuilder()
              .addInputs("source ids", "target ids")
              .setInputTypes(InputType.recurrent(V), InputType.recurrent(V));
      for (String side : List.of("source", "target")) {
        TokenEmbedding.Builder embedding = new TokenEmbedding.Builder();
        graph.addLayer(side, embedding.vocabularySize(V).size(D).build(), side + " ids");
      }
      addParts(graph, dropout);
      return graph.setOutputs("out").build();
    }
  }

  private static ComputationGraph net(ComputationGraphConfiguration conf, String... frozen) {
    for (String name : frozen) {
      part(conf.getVertices().get(name)).setFrozenWithBackprop(true);
    }
    ComputationGraph net = new ComputationGraph(conf);
    net.init();
    return net;
  }

  private static Freezable part(GraphVertex vertex) {
    if (vertex instanceof LayerVertex layer) {
      return (Freezable) layer.getLayerConf().getLayer();
    }
    return vertex instanceof TiedTokenOutputVertex output ? output.layer() : (Freezable) vertex;
  }

  private static NeuralNetConfiguration.Builder options(DataType type, IUpdater updater) {
    return new NeuralNetConfiguration.Builder().dataType(type).updater(updater);
  }

  private static MultiDataSet data(int length) {
    int[][] source = new int[2][length];
    int[][] target = new int[2][length];
    int[][] labels = new int[2][length];
    for (int t = 0; t < length; t++) {
      source[0][t] = (t * 5 + 1) % V;
      source[1][t] = (t + 3) % V;
      target[0][t] = (t * t + 1) % V;
      target[1][t] = (t + 1) % V;
      labels[0][t] = (t + 2) % V;
      labels[1][t] = (t * t + 2) % V;
    }
    INDArray mask = Nets.mask(length, length, (length + 1) / 2).castTo(DataType.FLOAT);
    return new MultiDataSet(
        new INDArray[] {Nets.ids(source), Nets.ids(target)},
        new INDArray[] {Nets.ids(labels)},
        new INDArray[] {mask, mask},
        new INDArray[] {mask});
  }

  private static INDArray gradient(ComputationGraph net, String part) {
    MultiDataSet data = data(5);
    net.setInputs(data.getFeatures());
    net.setLabels(data.getLabels());
    net.setLayerMaskArrays(data.getFeaturesMaskArrays(), data.getLabelsMaskArrays());
    net.computeGradientAndScore();
    return HabitNets.part(net, part, net.getFlattenedGradients().reshape(net.params().length()))
        .dup();
  }

  /** The gradient of what lies below is that of a network in which nothing is frozen. */
  @ParameterizedTest
  @EnumSource
  void theGradientPasses(Kind kind) {
    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
      ComputationGraph free = net(kind.conf(options(type, new Sgd(0.1)), 0));
      for (String part : List.of("encoder", "decoder", "out")) {
        ComputationGraph frozen = net(kind.conf(options(type, new Sgd(0.1)), 0), part);
        frozen.setParams(free.params());
        frozen.fit(data(3)); // after another length
        frozen.setParams(free.params());
        for (String other : List.of("source", "target", "encoder", "decoder", "out")) {
          INDArray found = gradient(frozen, other);
          if (other.equals(part)) {
            assertThat(found.amaxNumber().doubleValue()).as(other).isZero();
          } else {
            assertThat(found)
                .as("%s below %s, %s", other, part, type)
                .isEqualTo(gradient(free, other));
            assertThat(found.amaxNumber().doubleValue()).as(other).isPositive();
          }
        }
      }
    }
  }

  /** Bit for bit, whatever would change them. */
  @ParameterizedTest
  @EnumSource
  void theParametersStay(Kind kind) {
    Map<String, NeuralNetConfiguration.Builder> all =
        Map.of(
            "adam and l2", options(DataType.FLOAT, new Adam(0.1)).l2(0.1).l1(0.1),
            "weight decay", options(DataType.FLOAT, new Adam(0.1)).weightDecay(0.1),
            "clipping",
                options(DataType.FLOAT, new Sgd(0.1))
                    .gradientNormalization(GradientNormalization.RenormalizeL2PerLayer),
            "constraints",
                options(DataType.FLOAT, new Sgd(0.1))
                    .constrainWeights(new MaxNormConstraint(0.01, 1)));
    String[] frozen = {"encoder", "decoder", "out"};
    all.forEach(
        (name, options) -> {
          ComputationGraph net = net(kind.conf(options, 0.2), frozen);
          Map<String, INDArray> before = Map.copyOf(copies(net));
          net.fit(data(3));
          ComputationGraph again = Nets.savedAndLoaded(net);
          ComputationGraph copy = net.clone();
          for (ComputationGraph each : List.of(net, again, copy)) {
            each.fit(data(4));
            copies(each)
                .forEach(
                    (key, value) -> {
                      boolean stays = !key.startsWith("source") && !key.startsWith("target");
                      assertThat(value.equals(before.get(key)))
                          .as(name + " " + key)
                          .isEqualTo(stays);
                    });
          }
          assertThat(again.params()).isEqualTo(net.params());
          assertThat(copy.params()).isEqualTo(net.params());
        });
  }

  private static Map<String, INDArray> copies(ComputationGraph net) {
    Map<String, INDArray> copies = new java.util.HashMap<>();
    net.paramTable().forEach((key, value) -> copies.put(key, value.dup()));
    return copies;
  }

  @ParameterizedTest
  @EnumSource
  void aFrozenPartHasNoStateAndNoTermOfTheScore(Kind kind) {
    ComputationGraph net =
        net(kind.conf(options(DataType.FLOAT, new Adam(0.1)).l2(0.1), 0), "encoder", "decoder");
    long free =
        List.of("source", "target", "out").stream()
            .mapToLong(name -> net.getVertex(name).numParams())
            .sum();
    assertThat(net.getUpdater().getStateViewArray().length()).isEqualTo(2 * free);
    double squares = 0;
    for (String key : List.of("source_W", "target_W", "out_W")) {
      squares += net.getParam(key).mul(net.getParam(key)).sumNumber().doubleValue();
    }
    assertThat(net.calcRegularizationScore(true)).isCloseTo(0.05 * squares, within(1e-5));
  }

  /** With everything that drops frozen, a pass of training is one of inference. */
  @ParameterizedTest
  @EnumSource
  void aFrozenPartDropsNothing(Kind kind) {
    ComputationGraph net =
        net(kind.conf(options(DataType.FLOAT, new Sgd(0.1)), 0.5), "encoder", "decoder");
    ComputationGraph free = net(kind.conf(options(DataType.FLOAT, new Sgd(0.1)), 0.5));
    assertThat(net.score(data(5), true)).isEqualTo(net.score(data(5), false));
    assertThat(free.score(data(5), true)).isNotEqualTo(free.score(data(5), false));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theJsonOfAPartSaysIt(boolean frozen) {
    ComputationGraphConfiguration conf =
        Kind.TRANSFORMER.conf(options(DataType.FLOAT, new Sgd(0.1)), 0);
    for (String name : List.of("encoder", "decoder", "out")) {
      part(conf.getVertices().get(name)).setFrozenWithBackprop(frozen);
    }
    assertThat(conf.toJson().contains("frozenWithBackprop")).isEqualTo(frozen);
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(conf.toJson());
    assertThat(read).isEqualTo(conf);
    for (String name : List.of("encoder", "decoder", "out")) {
      assertThat(part(read.getVertices().get(name)).isFrozenWithBackprop()).isEqualTo(frozen);
    }
  }

  @Test
  void theirNamesInJsonStay() {
    ComputationGraphConfiguration conf =
        Kind.RECURRENT.conf(options(DataType.FLOAT, new Sgd(0.1)), 0);
    part(conf.getVertices().get("decoder")).setFrozenWithBackprop(true);
    assertThat(conf.toJson()).containsOnlyOnce("\"frozenWithBackprop\" : true");
  }
}
