package org.attentionzoo.layers.runtime.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Location;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.recurrent.EncoderLayout;
import org.attentionzoo.layers.recurrent.LuongOrder;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.GraphNode;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.attentionzoo.layers.runtime.plan.Binding;
import org.attentionzoo.layers.runtime.plan.Frame;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class StepperTest {

  private static final DataType TYPE = DataType.DOUBLE;

  private final RunningSum definition = new RunningSum();
  private final INDArray weights = Nd4j.rand(TYPE, RunningSum.SIZE, RunningSum.SIZE);
  private final Map<String, INDArray> parameters = Map.of("W", weights);
  private final Stepper stepper =
      new Stepper(new IncrementalPlan("sum", definition, TYPE), parameters);

  /** The whole sequence at once, {@code [N, size, T] → [N, T, size]}. */
  private INDArray whole(INDArray x, INDArray start) {
    DefinedGraph graph = new DefinedGraph(TYPE);
    SDVariable input = graph.addInput("x", TYPE, 3);
    SDVariable first = graph.addInput("start", TYPE, 2);
    SDVariable w = graph.addParameter("W", weights.shape());
    Plan plan = Plan.ofInference(graph, List.of(definition.define(graph.graph())));
    INDArray[] bound = new INDArray[plan.slotCount()];
    bound[plan.slot(input.name())] = x.permute(0, 2, 1).dup('c');
    bound[plan.slot(first.name())] = start;
    bound[plan.slot(w.name())] = weights;
    Binding binding = new Frame(plan).bind(bound, false);
    binding.forward(new Pass(false, 0));
    return binding.array(plan.output(0));
  }

  private static INDArray at(INDArray x, int t) {
    return x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1))
        .permute(0, 2, 1)
        .dup('c'); // [N, 1, size]
  }

  /** Lengths within the first capacity, at its end, and after it has grown. */
  @ParameterizedTest
  @ValueSource(ints = {1, 32, 40})
  void steppingIsTheWholeSequence(int length) {
    INDArray x = Nd4j.rand(TYPE, 2, RunningSum.SIZE, length);
    INDArray start = Nd4j.rand(TYPE, 2, RunningSum.SIZE);
    INDArray expected = whole(x, start);

    for (int sentence = 0; sentence < 2; sentence++) {
      stepper.begin(2, Map.of("start", start), Map.of());
      for (int t = 0; t < length; t++) {
        INDArray y = stepper.step(at(x, t)); // [N, 1, size]
        assertThat(y.reshape(2, RunningSum.SIZE))
            .as("position %d", t)
            .isEqualTo(expected.get(NDArrayIndex.all(), NDArrayIndex.point(t)));
      }
    }
  }

  @Test
  void selectedRowsGoOnAsThoseThatTheyWere() {
    INDArray x = Nd4j.rand(TYPE, 2, RunningSum.SIZE, 3);
    INDArray start = Nd4j.rand(TYPE, 2, RunningSum.SIZE);
    INDArray expected = whole(x, start);

    stepper.begin(2, Map.of("start", start), Map.of());
    stepper.step(at(x, 0));
    stepper.step(at(x, 1));
    stepper.select(new int[] {1, 0});
    stepper.select(new int[] {0, 1, 0});
    INDArray last = at(x, 2);
    INDArray y = stepper.step(Nd4j.concat(0, row(last, 1), row(last, 0), row(last, 1)));

    assertThat(y.shape()).containsExactly(3, 1, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(vector(y, i, 0)).isEqualTo(vector(expected, i == 1 ? 0 : 1, 2));
    }
  }

  private static double[] vector(INDArray x, int n, int t) {
    return new double[] {x.getDouble(n, t, 0), x.getDouble(n, t, 1), x.getDouble(n, t, 2)};
  }

  private static INDArray row(INDArray x, int n) {
    return x.get(NDArrayIndex.interval(n, n + 1), NDArrayIndex.all(), NDArrayIndex.all())
        .reshape(1, 1, RunningSum.SIZE);
  }

  @Test
  void closingFreesTheMemoryAtOnce() {
    stepper.begin(2, Map.of("start", Nd4j.rand(TYPE, 2, RunningSum.SIZE)), Map.of());
    INDArray y = stepper.step(Nd4j.rand(TYPE, 2, 1, RunningSum.SIZE));
    stepper.close();
    stepper.close();

    assertThatIllegalStateException().isThrownBy(() -> NativeMemory.bytes(y));
  }

  @Test
  void aStepperThatWasClosedSaysSo() {
    Map<String, INDArray> inputs = Map.of("start", Nd4j.rand(TYPE, 2, RunningSum.SIZE));
    INDArray x = Nd4j.rand(TYPE, 2, 1, RunningSum.SIZE);
    stepper.begin(2, inputs, Map.of());
    stepper.step(x);
    stepper.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> stepper.step(x))
        .withMessageContaining("closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> stepper.begin(2, inputs, Map.of()))
        .withMessageContaining("closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> stepper.select(new int[] {0}))
        .withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(stepper::weights).withMessageContaining("closed");
  }

  static Stream<Score> scores() {
    return Stream.of(new Dot(), new General(), new Additive(3), new Location(9));
  }

  /** Everything is done by functions of ours, so nothing is gathered. */
  @ParameterizedTest
  @MethodSource("scores")
  void noStepCopiesTheKeys(Score score) {
    RecurrentDecoder decoder =
        new RecurrentDecoder.Builder()
            .embeddingSize(2)
            .units(2)
            .encoder(EncoderLayout.memoryOnly(2))
            .order(new LuongOrder(Alignment.of(score), true, 2))
            .build();
    assertThat(decoder.memories()).containsExactlyInAnyOrder("keys", "memory");
    Plan fused = new IncrementalPlan("decoder", decoder, DataType.FLOAT).next().plan();
    assertThat(fused.runsOnly(function -> true)).isTrue();
    Plan plain = new IncrementalPlan("decoder", decoder, TYPE).next().plan();
    assertThat(plain.runsOnly(function -> true)).isFalse();
  }

  /** Where somebody may want gradients, a function is given the copy. */
  @Test
  void rowsAreReadInPlaceInDecodingOnly() {
    assertThat(argumentsOfScores(DefinedGraph.ofDecoding(DataType.FLOAT)))
        .containsExactly("input_x", "input_memory", "input_rows");
    assertThat(argumentsOfScores(new DefinedGraph(DataType.FLOAT)))
        .hasSize(2)
        .doesNotContain("input_memory");
  }

  private static String[] argumentsOfScores(DefinedGraph graph) {
    LayerGraph g = graph.graph();
    SDVariable keys =
        g.gathered(
            graph.addInput("memory", DataType.FLOAT, 2), graph.addInput("rows", DataType.INT, 2));
    SDVariable x = graph.addInput("x", DataType.FLOAT, 3);
    g.fused(Fused.dotScores(), List.of(x, keys), () -> g.sd().mmul(x, keys, false, true, false));
    List<GraphNode> nodes = graph.nodes().all();
    return nodes.get(nodes.size() - 1).inputs();
  }
}
