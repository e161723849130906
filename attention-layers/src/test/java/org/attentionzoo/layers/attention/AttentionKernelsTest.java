package org.attentionzoo.layers.attention;

import static org.attentionzoo.layers.Nets.mask;
import static org.attentionzoo.layers.Nets.values;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.Nets;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The vertex on its kernels against ND4J's operations, with rows of 30 numbers. */
class AttentionKernelsTest {
  private static final int D = 30;

  /** Batch size, target and source length. */
  private static final int[][] SIZES = {{3, 7, 5}, {1, 1, 1}, {2, 20, 33}, {1, 3, 200}, {2, 1, 4}};

  /** Each score with the size of the memory and the kernels that it takes. */
  static Stream<Arguments> scores() {
    return Stream.of(
        Arguments.of(new Additive(13), 7, List.of("linear", "linear", "additive_scores")),
        Arguments.of(new Dot(), D, List.of("attention_scores")),
        Arguments.of(new ScaledDot(), D, List.of("attention_scores")),
        Arguments.of(new General(), 7, List.of("linear", "attention_scores")),
        Arguments.of(new Location(200), 7, List.of("attention_scores")),
        Arguments.of(Cosine.fixed(2.5), D, List.of("attention_scores")),
        Arguments.of(Cosine.learned(1.5), D, List.of("attention_scores")));
  }

  @ParameterizedTest
  @MethodSource("scores")
  void everyScoreEqualsTheOps(Score score, int memorySize, List<String> kernels) {
    KernelParity parity = parity(Alignment.of(score), memorySize);
    for (int[] size : SIZES) {
      INDArray[] inputs = {values(1, size[0], D, size[1]), values(2, size[0], memorySize, size[2])};
      parity.check(inputs, null);
      INDArray[] masks = {someMasked(size[0], size[1]), someMasked(size[0], size[2])};
      parity.check(inputs, masks).checkSlope(inputs, masks);
    }
    INDArray[] inputs = {values(3, 3, D, 4), values(4, 3, memorySize, 6)};
    parity.checkSwitchedOff(inputs, new INDArray[] {mask(4, 4, 2, 1), mask(6, 5, 0, 6)});
    List<String> all = new ArrayList<>(kernels);
    all.addAll(List.of("attention_mask", "masked_softmax", "attention_contexts"));
    parity.usesKernels(all.toArray(String[]::new));
  }

  private static KernelParity parity(Alignment alignment, int memorySize) {
    Attention vertex =
        new Attention.Builder()
            .querySize(D)
            .memorySize(memorySize)
            .score(alignment.score())
            .window(alignment.window())
            .build();
    return KernelParity.of(type -> net(type, vertex, memorySize), "x");
  }

  private static ComputationGraph net(DataType type, Attention vertex, int memorySize) {
    return Nets.withOutput(
        Nets.builder(type, "query", "memory").addVertex("x", vertex, "query", "memory"),
        memorySize,
        "x");
  }

  /** Lengths L, L - 2, …; the last sentence of several is all padding. */
  private static INDArray someMasked(int n, int length) {
    int[] lengths = new int[n];
    for (int i = 0; i < n; i++) {
      lengths[i] = i > 0 && i == n - 1 ? 0 : Math.max(1, length - 2 * i);
    }
    return mask(length, lengths);
  }

  @Test
  void aMonotonicWindowEqualsTheOps() {
    checkWindow(Window.localMonotonic(2), 1e-5)
        .usesKernels(
            "linear", "attention_scores", "attention_mask", "masked_softmax", "attention_contexts");
  }

  /** 2e-5: a float that counts up to 200 positions moves the Gaussian by that much. */
  @Test
  void aPredictiveWindowEqualsTheOps() {
    checkWindow(Window.localPredictive(2), 2e-5)
        .usesKernels(
            "linear",
            "attention_scores",
            "attention_mask",
            "linear",
            "linear",
            "masked_softmax",
            "attention_contexts");
  }

  private static KernelParity checkWindow(Window window, double tolerance) {
    KernelParity parity = parity(new Alignment(new General(), window), 7).tolerance(tolerance);
    for (int[] size : SIZES) {
      INDArray[] inputs = {values(1, size[0], D, size[1]), values(2, size[0], 7, size[2])};
      parity.check(inputs, null);
      INDArray[] masks = {someMasked(size[0], size[1]), someMasked(size[0], size[2])};
      parity.check(inputs, masks).checkSlope(inputs, masks);
    }
    return parity;
  }
}
