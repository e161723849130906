package org.attentionzoo.layers.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.VertexRun;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class AttentionTest {

  private static final String ALIGNMENTS =
      "org.attentionzoo.layers.attention.AttentionNets#alignments";
  private static final int SIZE = AttentionNets.SIZE;

  @ParameterizedTest
  @MethodSource(ALIGNMENTS)
  void aConfigurationSurvivesJsonAndAModelItsZip(Alignment alignment) {
    ComputationGraph net = AttentionNets.net(alignment, DataType.FLOAT, WorkspaceMode.ENABLED);
    ComputationGraphConfiguration conf = net.getConfiguration();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(conf.toJson());
    assertThat(read).isEqualTo(conf);
    assertThat(read.getVertices().get("attention")).isInstanceOf(Attention.class);
    MultiDataSet data = AttentionNets.masked(DataType.FLOAT);
    assertThat(output(Nets.savedAndLoaded(net), data)).isEqualTo(output(net, data));
  }

  @Test
  void vertexesOfOtherScoresWindowsOrSizesAreNotEqual() {
    Attention vertex = AttentionNets.vertex(Alignment.of(new Additive(2)));
    assertThat(vertex).isEqualTo(AttentionNets.vertex(Alignment.of(new Additive(2))));
    assertThat(vertex).isNotEqualTo(AttentionNets.vertex(Alignment.of(new Additive(3))));
    assertThat(vertex)
        .isNotEqualTo(
            AttentionNets.vertex(new Alignment(new Additive(2), Window.localMonotonic(2))));
    assertThat(vertex.clone()).isEqualTo(vertex);
  }

  @ParameterizedTest
  @MethodSource(ALIGNMENTS)
  void maskedQueriesAndSourcesOfPaddingYieldZerosNeverNaN(Alignment alignment) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      VertexRun run = new VertexRun(plain(alignment, type), "attention");
      INDArray query = Nets.values(1, 3, SIZE, 3).castTo(type);
      INDArray memory = Nets.values(2, 3, SIZE, 4).castTo(type);
      // the last source is all padding, the second query ends after one position
      INDArray queryMask = Nets.mask(3, 3, 1, 3).castTo(type);
      INDArray memoryMask = Nets.mask(4, 4, 2, 0).castTo(type);
      INDArray out = run.forward(new INDArray[] {query, memory}, queryMask, memoryMask);
      run.backward(Nets.values(3, 3, SIZE, 3).castTo(type));

      assertThat(largest(out.slice(2))).isZero();
      assertThat(largest(column(out.slice(1), 1))).isZero();
      assertThat(largest(out.slice(0))).isPositive();
      assertThat(largest(run.inputGradient(0).slice(2))).isZero();
      assertThat(largest(run.inputGradient(1).slice(2))).isZero();
      assertThat(largest(run.inputGradient(1).slice(0))).isPositive().isFinite();
      assertThat(largest(column(run.inputGradient(1).slice(1), 3))).isZero(); // padding
    }
  }

  private static INDArray column(INDArray matrix, int column) {
    return matrix.getColumn(column);
  }

  /** NaN if there is one. */
  private static double largest(INDArray array) {
    double largest = 0;
    for (double value : array.dup('c').data().asDouble()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @Test
  void weightsOfARealQuerySumToOneAndPaddingGetsNone() {
    ComputationGraph net = plain(Alignment.of(new General()), DataType.DOUBLE);
    VertexRun run = new VertexRun(net, "attention");
    INDArray[] inputs = {Nets.values(1, 2, SIZE, 2), Nets.values(2, 2, SIZE, 4)};
    run.forward(inputs, null, Nets.mask(4, 4, 3));
    INDArray weights = AttentionNets.runtime(net).exposed(Attention.WEIGHTS); // [N, T, S]
    assertThat(weights.shape()).containsExactly(2, 2, 4);
    Fixture.assertClose("sums", weights.sum(2), Nd4j.ones(DataType.DOUBLE, 2, 2), 1e-12);
    assertThat(weights.getDouble(1, 0, 3)).isZero();
    assertThat(weights.getDouble(1, 0, 2)).isPositive();
  }

  @Test
  void lengthsMayComeInAnyOrderAndAMaskIsNotRemembered() {
    ComputationGraph net = AttentionNets.net(additive(), DataType.FLOAT, WorkspaceMode.ENABLED);
    MultiDataSet lengthy = AttentionNets.data(DataType.FLOAT, 2, 5, 6);
    INDArray first = output(net, lengthy);
    output(net, AttentionNets.masked(DataType.FLOAT));
    output(net, AttentionNets.data(DataType.FLOAT, 1, 1, 1));
    assertThat(output(net, lengthy)).isEqualTo(first);
  }

  @Test
  void trainingIsTheSameWithAndWithoutWorkspaces() {
    INDArray[] params = new INDArray[2];
    WorkspaceMode[] modes = {WorkspaceMode.ENABLED, WorkspaceMode.NONE};
    for (int i = 0; i < 2; i++) {
      ComputationGraph net = AttentionNets.net(additive(), DataType.FLOAT, modes[i], new Sgd(0.1));
      INDArray before = net.params().dup();
      for (int step = 0; step < 3; step++) {
        net.fit(AttentionNets.masked(DataType.FLOAT));
        net.fit(AttentionNets.data(DataType.FLOAT, 1, 2, 5));
      }
      params[i] = net.params();
      assertThat(params[i]).isNotEqualTo(before);
    }
    assertThat(params[1]).isEqualTo(params[0]);
  }

  @Test
  void builderErrorsNameTheValue() {
    Attention.Builder builder = new Attention.Builder().querySize(4).memorySize(6);
    assertIllegal(builder::build, "score must be given");
    assertIllegal(() -> builder.score(new Dot()).build(), "query size is 4 and memory size is 6");
    assertIllegal(() -> builder.score(new General()).window(null).build(), "window must be given");
    builder.window(Window.global());
    assertIllegal(() -> builder.querySize(0).build(), "query size must be at least 1, but is 0");
    assertIllegal(() -> builder.querySize(4).memorySize(-1).build(), "memory size", "-1");
  }

  @Test
  void inputTypesOfAnotherSizeOrKindAreRefused() {
    Attention vertex = AttentionNets.vertex(additive());
    InputType right = InputType.recurrent(SIZE, 5);
    assertThat(vertex.getOutputType(0, right, InputType.recurrent(SIZE, 9))).isEqualTo(right);
    assertThatThrownBy(() -> vertex.getOutputType(0, right, InputType.recurrent(SIZE + 1)))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContaining("memory")
        .hasMessageContaining("size " + SIZE);
    assertThatThrownBy(() -> vertex.getOutputType(0, InputType.feedForward(SIZE), right))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContaining("query");
    assertThatThrownBy(() -> vertex.getOutputType(0, right))
        .isInstanceOf(InvalidInputTypeException.class);
  }

  @Test
  void badInputsAreNamed() {
    VertexRun run = new VertexRun(plain(additive(), DataType.DOUBLE), "attention");
    INDArray query = Nets.values(1, 2, SIZE, 3);
    INDArray memory = Nets.values(2, 2, SIZE, 4);
    assertIllegal(() -> forward(run, query, Nets.values(1, 2, SIZE + 1, 4)), "memory", "[2, 4, 4]");
    assertIllegal(() -> forward(run, Nets.values(1, 2, SIZE), memory), "query", "[2, 3]");
    assertIllegal(() -> forward(run, query, Nets.values(1, 3, SIZE, 4)), "2", "3");
    INDArray holed = memory.dup();
    holed.putScalar(new int[] {1, 0, 2}, Double.NaN);
    assertIllegal(() -> forward(run, query, holed), "NaN in input \"memory\"");
    assertIllegal(
        () -> run.forward(new INDArray[] {query, memory}, null, Nets.mask(3, 3, 3)),
        "mask of input \"memory\"",
        "[2, 4]");
  }

  @Test
  void aSourceLongerThanALocationTableIsRefused() {
    ComputationGraph net = plain(Alignment.of(new Location(4)), DataType.FLOAT);
    VertexRun run = new VertexRun(net, "attention");
    INDArray query = Nets.values(1, 2, SIZE, 3).castTo(DataType.FLOAT);
    forward(run, query, Nets.values(2, 2, SIZE, 4).castTo(DataType.FLOAT));
    assertIllegal(
        () -> forward(run, query, Nets.values(2, 2, SIZE, 5).castTo(DataType.FLOAT)),
        "sequence of length 5",
        "maximum length 4");
    forward(run, query, Nets.values(2, 2, SIZE, 1).castTo(DataType.FLOAT));
    Attention.Builder attention = new Attention.Builder().querySize(SIZE).memorySize(SIZE);
    assertThat(attention.score(new Location(4)).build().longest("memory")).isEqualTo(4);
    assertThat(attention.build().longest("query")).isEqualTo(Long.MAX_VALUE);
  }

  private static void forward(VertexRun run, INDArray query, INDArray memory) {
    run.forward(new INDArray[] {query, memory});
  }

  private static void assertIllegal(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  private static Alignment additive() {
    return Alignment.of(new Additive(2));
  }

  private static ComputationGraph plain(Alignment alignment, DataType type) {
    return Nets.withOutput(
        Nets.builder(type, "query", "memory")
            .addVertex("attention", AttentionNets.vertex(alignment), "query", "memory"),
        SIZE,
        "attention");
  }

  private static INDArray output(ComputationGraph net, MultiDataSet data) {
    return net.output(false, data.getFeatures(), data.getFeaturesMaskArrays(), null)[0].dup();
  }
}
