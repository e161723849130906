package org.attentionzoo.layers.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

class TransformerDecoderLayerTest {

  private static final int D = 6;

  @ParameterizedTest
  @EnumSource(NormPosition.class)
  void outputAndGradientsEqualPyTorch(NormPosition position) {
    Fixture f =
        Fixture.load(position == NormPosition.PRE ? "decoder_layer_pre" : "decoder_layer_post");
    ComputationGraph net = net(DataType.DOUBLE, builder().normPosition(position));
    Parity.check(
        net, "x", f, new String[] {"target", "memory"}, new String[] {"mask", "memory_mask"});
  }

  @ParameterizedTest
  @EnumSource(NormPosition.class)
  void gradientsAreRightWithMasksAndDropoutAfterOtherLengths(NormPosition position) {
    ComputationGraph net =
        net(
            DataType.DOUBLE,
            builder()
                .normPosition(position)
                .feedForwardActivation(FeedForwardActivation.SWISH)
                .dropoutRate(0.2));
    GradientChecks.of(net, data(2, 3, 4, true))
        .afterFitting(data(3, 4, 2, false), data(1, 2, 5, true))
        .check();
  }

  @Test
  void gradientsAreRightWithoutMasks() {
    ComputationGraph net =
        net(DataType.DOUBLE, builder().feedForwardActivation(FeedForwardActivation.GELU));
    GradientChecks.of(net, data(1, 2, 3, false)).check();
  }

  private static MultiDataSet data(int n, int t, int s, boolean masked) {
    INDArray target = masked ? mask(n, t) : null;
    INDArray source = masked ? mask(n, s) : null;
    return new MultiDataSet(
        new INDArray[] {Nets.values(1, n, D, t), Nets.values(3, n, D, s)},
        new INDArray[] {Nets.values(2, n, 2, t)},
        new INDArray[] {target, source},
        new INDArray[] {target});
  }

  private static INDArray mask(int n, int length) {
    int[] lengths = new int[n];
    for (int i = 0; i < n; i++) {
      lengths[i] = Math.max(1, length - i);
    }
    return Nets.mask(length, lengths);
  }

  @Test
  void aLaterTargetDoesNotChangeEarlierOutputs() {
    ComputationGraph net = net(DataType.DOUBLE, builder());
    MultiDataSet data = data(2, 5, 4, false);
    INDArray before = output(net, data);
    data.getFeatures(0).get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(3)).addi(1);
    INDArray after = output(net, data);
    assertThat(first(after, 3)).isEqualTo(first(before, 3));
    assertThat(first(after, 4)).isNotEqualTo(first(before, 4));
  }

  private static INDArray first(INDArray x, int length) {
    return x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, length)).dup();
  }

  private static INDArray output(ComputationGraph net, MultiDataSet data) {
    net.setLayerMaskArrays(data.getFeaturesMaskArrays(), null);
    INDArray out = net.feedForward(data.getFeatures(), false).get("x").dup();
    net.clearLayerMaskArrays();
    return out;
  }

  @Test
  void morePaddingChangesNothing() {
    ComputationGraph net = net(DataType.DOUBLE, builder());
    MultiDataSet small = data(1, 3, 4, false);
    INDArray target = Nets.values(8, 1, D, 5);
    INDArray memory = Nets.values(9, 1, D, 7);
    putFirst(small.getFeatures(0), target);
    putFirst(small.getFeatures(1), memory);
    MultiDataSet padded =
        new MultiDataSet(
            new INDArray[] {target, memory},
            small.getLabels(),
            new INDArray[] {Nets.mask(5, 3), Nets.mask(7, 4)},
            null);
    Fixture.assertClose("real positions", first(output(net, padded), 3), output(net, small), 1e-12);
  }

  @ParameterizedTest
  @EnumSource(NormPosition.class)
  void stepsEqualTheWholeSentence(NormPosition position) {
    checkSteps(net(DataType.DOUBLE, builder().normPosition(position)), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void stepsOnKernelsEqualTheWholeSentence(int threads) {
    int before = ParallelRows.threads();
    ParallelRows.setThreads(threads);
    try {
      checkSteps(net(DataType.FLOAT, builder()), 2e-6);
    } finally {
      ParallelRows.setThreads(before);
    }
  }

  /** Rows are reordered, dropped and repeated on the way; the second batch finds a used stepper. */
  private static void checkSteps(ComputationGraph net, double tolerance) {
    int steps = 40; // longer than a history's first capacity
    DataType type = net.params().dataType();
    PlannedVertexRuntime vertex = (PlannedVertexRuntime) net.getVertex("x");
    Stepper stepper = vertex.stepper();
    for (int batch = 0; batch < 2; batch++) {
      MultiDataSet data = data(3, steps, 4, true);
      data.getFeaturesMaskArrays()[0] = null;
      INDArray memory = data.getFeatures(1).addi(batch);
      data.getFeaturesMaskArrays()[1].getRow(0).assign(batch); // 0: nothing to be seen
      data.getFeaturesMaskArrays()[1].putScalar(1, 0, 0); // not only the end of a sentence
      INDArray whole = output(net, data); // [N, d, T]
      INDArray weights = vertex.exposed("weights").mean(1); // [N, T, S]
      INDArray mask = data.getFeaturesMaskArrays()[1];
      stepper.begin(3, Map.of("memory", memory), Map.of("memory", mask));
      int[] rows = {0, 1, 2};
      for (int t = 0; t < steps; t++) {
        int[] selection = SELECTIONS.get(t);
        if (selection != null) {
          stepper.select(selection);
          int[] before = rows;
          rows = Arrays.stream(selection).map(i -> before[i]).toArray();
        }
        INDArray x = data.getFeatures(0).tensorAlongDimension(t, 0, 1).dup('c').getRows(rows);
        INDArray step = stepper.step(x.castTo(type).dup('c').reshape(rows.length, 1, D));
        INDArray expected = whole.tensorAlongDimension(t, 0, 1).dup('c').getRows(rows);
        Fixture.assertClose("step " + t, step.reshape(rows.length, D), expected, tolerance);
        INDArray weightsThen = weights.tensorAlongDimension(t, 0, 2).dup('c').getRows(rows);
        INDArray weightsNow = stepper.weights().reshape(rows.length, 4);
        Fixture.assertClose("weights " + t, weightsNow, weightsThen, tolerance);
        INDArray unseen = weightsNow.mul(mask.rsub(1).castTo(type).getRows(rows));
        assertThat(unseen.maxNumber().floatValue()).as("weights of padding").isZero();
      }
    }
  }

  /** Step → the rows to go on with. */
  private static final Map<Integer, int[]> SELECTIONS =
      Map.of(
          7, new int[] {2, 0, 1},
          9, new int[] {0, 2},
          12, new int[] {1, 1, 0, 1},
          13, new int[] {3, 0, 2, 2},
          35, new int[] {1, 3});

  @Test
  void exposedWeightsSumToOneInFloat() {
    ComputationGraph net = net(DataType.FLOAT, builder());
    output(net, data(1, 3, 4, false));
    PlannedVertexRuntime vertex = (PlannedVertexRuntime) net.getVertex("x");
    assertThat(vertex.exposed("weights").shape()).containsExactly(1, 2, 3, 4);
    assertThat(vertex.exposed("selfWeights").shape()).containsExactly(1, 2, 3, 3);
    assertThat(vertex.exposed("selfWeights").getDouble(0, 1, 0, 1)).isZero();
    assertThat(vertex.exposed("weights").sumNumber().doubleValue())
        .isCloseTo(6, org.assertj.core.data.Offset.offset(1e-5));
  }

  @Test
  void everyOptionSurvivesJson() {
    ComputationGraph net =
        net(
            DataType.DOUBLE,
            builder()
                .normPosition(NormPosition.PRE)
                .feedForwardActivation(FeedForwardActivation.GELU)
                .dropoutRate(0.3));
    ComputationGraph copy = Nets.throughJson(net);
    assertThat(copy.getConfiguration()).isEqualTo(net.getConfiguration());
    assertThat(copy.params()).isEqualTo(net.params());
    assertThat(net.clone().params()).isEqualTo(net.params());
  }

  @Test
  void wrongSizesAreNamed() {
    assertThatThrownBy(() -> builder().heads(4).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model size 6 is not divisible by 4 heads");
    ComputationGraph net = net(DataType.FLOAT, builder());
    assertThatThrownBy(() -> net.output(Nets.values(1, 2, D, 3), Nets.values(1, 2, 5, 3)))
        .hasMessageContaining("\"memory\" must be a sequence [N, 6, T], got [2, 5, 3]");
    assertThatThrownBy(() -> net.output(Nets.values(1, 2, D, 3), Nets.values(1, 3, D, 3)))
        .hasMessageContaining("batch size 3");
  }

  private static TransformerDecoderLayer.Builder builder() {
    return new TransformerDecoderLayer.Builder().size(D).heads(2).feedForwardSize(8);
  }

  private static ComputationGraph net(DataType type, TransformerDecoderLayer.Builder builder) {
    return Nets.withOutput(
        Nets.builder(type, "target", "memory").addVertex("x", builder.build(), "target", "memory"),
        D,
        "x");
  }

  /** Overwrites the first time steps. */
  private static void putFirst(INDArray start, INDArray sequence) {
    sequence
        .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, start.size(2)))
        .assign(start);
  }
}
