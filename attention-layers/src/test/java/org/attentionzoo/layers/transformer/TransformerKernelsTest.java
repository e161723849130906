package org.attentionzoo.layers.transformer;

import java.util.function.Function;
import java.util.stream.Stream;
import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.Nets;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Size 30 with 3 heads: rows and heads that are no multiples of what a processor likes. */
class TransformerKernelsTest {

  private static final int D = 30;
  private static final int HEADS = 3;

  /** Batch size, target and source length; the last is all that two threads share of a sentence. */
  private static final int[][] SIZES = {{2, 7, 5}, {1, 1, 1}, {3, 20, 33}, {1, 3, 300}, {2, 1, 4}};

  /**
   * Enough for a part of the rows a thread. Without a look at the slope: a difference of so many
   * floats misses its 2 % narrowly, on one thread and on two alike, with the same gradient.
   */
  private static final int[] MANY_ROWS = {8, 50, 49};

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void selfAttentionEqualsTheOps(boolean causal) {
    MultiHeadSelfAttention layer =
        new MultiHeadSelfAttention.Builder()
            .size(D)
            .heads(HEADS)
            .causal(causal)
            .dropoutRate(0.2)
            .build();
    checkSequence(
        type -> net(Nets.builder(type, "in").addLayer("x", layer, "in")),
        "linear",
        "attention",
        "linear");
  }

  private static void checkSequence(
      Function<DataType, ComputationGraph> nets, String... expectedKernels) {
    KernelParity parity = KernelParity.of(nets, "x");
    INDArray[] some = {Nets.values(3, 3, D, 8)};
    parity.checkSwitchedOff(some, new INDArray[] {someMasked(3, 8)});
    for (int[] size : SIZES) {
      INDArray[] x = {Nets.values(1, size[0], D, size[1])};
      parity.check(x, null);
      INDArray[] masks = {someMasked(size[0], size[1])};
      parity.check(x, masks).checkSlope(x, masks);
    }
    parity.check(Nets.values(1, MANY_ROWS[0], D, MANY_ROWS[1]));
    parity.usesKernels(expectedKernels);
  }

  /** Lengths T, T - 2, …; the last sentence of several is all padding. */
  private static INDArray someMasked(int n, int t) {
    int[] lengths = new int[n];
    for (int i = 0; i < n; i++) {
      lengths[i] = i > 0 && i == n - 1 ? 0 : Math.max(1, t - 2 * i);
    }
    return Nets.mask(t, lengths);
  }

  @Test
  void crossAttentionEqualsTheOps() {
    MultiHeadCrossAttention vertex =
        new MultiHeadCrossAttention.Builder()
            .size(D)
            .memorySize(8)
            .heads(HEADS)
            .dropoutRate(0.2)
            .build();
    KernelParity parity =
        KernelParity.of(
            type ->
                net(
                    Nets.builder(type, "query", "memory")
                        .addVertex("x", vertex, "query", "memory")),
            "x");
    checkPair(parity, 8);
    parity.usesKernels("linear", "linear", "attention", "linear");
  }

  private static void checkPair(KernelParity parity, int memorySize) {
    INDArray[] some = {Nets.values(3, 3, D, 8), Nets.values(4, 3, memorySize, 6)};
    parity.checkSwitchedOff(some, new INDArray[] {someMasked(3, 8), someMasked(3, 6)});
    for (int[] size : SIZES) {
      INDArray target = Nets.values(1, size[0], D, size[1]);
      INDArray memory = Nets.values(2, size[0], memorySize, size[2]);
      INDArray[] inputs = {target, memory};
      parity.check(inputs, null);
      INDArray[] masks = {someMasked(size[0], size[1]), someMasked(size[0], size[2])};
      parity.check(inputs, masks).checkSlope(inputs, masks);
    }
    parity.check(
        Nets.values(1, MANY_ROWS[0], D, MANY_ROWS[1]),
        Nets.values(2, MANY_ROWS[0], memorySize, MANY_ROWS[2]));
  }

  @ParameterizedTest
  @EnumSource
  void anEncoderLayerEqualsTheOps(NormPosition position) {
    TransformerEncoderLayer layer =
        new TransformerEncoderLayer.Builder()
            .size(D)
            .heads(HEADS)
            .feedForwardSize(50)
            .normPosition(position)
            .dropoutRate(0.2)
            .build();
    String[] kernels =
        position == NormPosition.POST
            ? new String[] {
              "linear", "attention", "linear", "residual_norm", "feed_forward", "residual_norm"
            }
            : new String[] {
              "residual_norm",
              "linear",
              "attention",
              "linear",
              "residual_add",
              "residual_norm",
              "feed_forward",
              "residual_add"
            };
    checkSequence(type -> net(Nets.builder(type, "in").addLayer("x", layer, "in")), kernels);
  }

  @ParameterizedTest
  @EnumSource
  void aDecoderLayerEqualsTheOps(NormPosition position) {
    TransformerDecoderLayer vertex =
        new TransformerDecoderLayer.Builder()
            .size(D)
            .heads(HEADS)
            .feedForwardSize(50)
            .normPosition(position)
            .dropoutRate(0.2)
            .attentionDropoutRate(0.3)
            .activationDropoutRate(0.1)
            .build();
    KernelParity parity =
        KernelParity.of(
            type -> net(Nets.builder(type, "t", "m").addVertex("x", vertex, "t", "m")), "x");
    checkPair(parity, D);
    parity.usesKernels(
        position == NormPosition.POST
            ? new String[] {
              "linear",
              "attention",
              "linear",
              "residual_norm",
              "linear",
              "linear",
              "attention",
              "linear",
              "residual_norm",
              "feed_forward",
              "residual_norm"
            }
            : new String[] {
              "residual_norm",
              "linear",
              "attention",
              "linear",
              "residual_add",
              "residual_norm",
              "linear",
              "linear",
              "attention",
              "linear",
              "residual_add",
              "residual_norm",
              "feed_forward",
              "residual_add"
            });
  }

  @ParameterizedTest
  @EnumSource
  void everyActivationEqualsTheOps(FeedForwardActivation activation) {
    TransformerEncoderLayer layer =
        new TransformerEncoderLayer.Builder()
            .size(D)
            .heads(HEADS)
            .feedForwardActivation(activation)
            .dropoutRate(0.2)
            .build();
    KernelParity.of(type -> net(Nets.builder(type, "in").addLayer("x", layer, "in")), "x")
        .check(Nets.values(1, 3, D, 20))
        .checkSlope(new INDArray[] {Nets.values(1, 3, D, 20)}, null)
        .check(Nets.values(1, 1, D, 1))
        .usesKernels(
            Stream.of(
                    Stream.of("linear", "attention", "linear", "residual_norm"),
                    feedForward(activation),
                    Stream.of("residual_norm"))
                .flatMap(kernels -> kernels)
                .toArray(String[]::new));
  }

  private static Stream<String> feedForward(FeedForwardActivation activation) {
    return switch (activation) {
      case RELU -> Stream.of("feed_forward");
      case GELU, SWISH -> Stream.of("linear", "activation", "linear");
      case GELU_TANH, GELU_SIGMOID, TANH -> Stream.of("linear", "linear");
    };
  }

  @Test
  void layerNormEqualsTheOps() {
    LayerNorm layer = new LayerNorm.Builder().size(D).build();
    checkSequence(
        type -> net(Nets.builder(type, "in").addLayer("x", layer, "in")), "residual_norm");
  }

  private static ComputationGraph net(GraphBuilder builder) {
    return Nets.withOutput(builder, D, "x");
  }
}
