package org.attentionzoo.layers.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Of a chain of eight steps, {@code y = 256 x}. */
class FrameTest {

  private static final DataType TYPE = DataType.DOUBLE;
  private static final int STEPS = 8;
  private static final Pass INFERENCE = new Pass(false, 0);
  private static final Pass TRAINING = new Pass(true, 0);

  private final SDVariable[] steps = new SDVariable[STEPS];
  private final Plan plan = plan();
  private final Frame frame = new Frame(plan);

  private Plan plan() {
    DefinedGraph graph = new DefinedGraph(TYPE);
    SDVariable x = graph.addInput("x", TYPE, 2);
    SDVariable y = x;
    for (int i = 0; i < STEPS; i++) {
      y = y.mul(2);
      steps[i] = y;
    }
    return new Plan(graph, List.of(y), List.of(x), List.of(), List.of());
  }

  private Binding bind(INDArray x, boolean training) {
    return bind(frame, x, training);
  }

  private Binding bind(Frame where, INDArray x, boolean training) {
    INDArray[] bound = new INDArray[plan.slotCount()];
    bound[plan.slot("input_x")] = x;
    return where.bind(bound, training);
  }

  private static INDArray ones(int rows) {
    return Nd4j.ones(TYPE, rows, 3);
  }

  @Test
  void arraysThatAreReadNoMoreLendTheirMemory() {
    Binding binding = bind(ones(4), false);
    binding.forward(INFERENCE);

    assertThat(binding.array(plan.output(0))).isEqualTo(ones(4).mul(256));
    assertThat(
            IntStream.range(0, STEPS)
                .mapToLong(i -> address(binding.array(plan.slot(steps[i].name()))))
                .distinct())
        .as("one is read while the next is written")
        .hasSize(2);
  }

  private static long address(INDArray array) {
    return NativeMemory.bytes(array).address();
  }

  @Test
  void theSameShapesRunInTheSameArraysWithOtherInputs() {
    Binding first = bind(ones(4), false);
    Binding second = bind(ones(4).mul(3), false);
    second.forward(INFERENCE);

    assertThat(second).isSameAs(first);
    assertThat(second.array(plan.output(0))).isEqualTo(ones(4).mul(3 * 256));
  }

  @Test
  void theBackwardPassReturnsTheGradient() {
    Binding binding = bind(ones(4), true);
    binding.forward(TRAINING);
    binding.backward(new INDArray[] {ones(4)}, TRAINING);

    assertThat(binding.array(plan.gradient("input_x"))).isEqualTo(ones(4).mul(256));
  }

  @Test
  void aGradientMayBeComputedStraightIntoAnArrayOfTheCallers() {
    INDArray target = Nd4j.create(TYPE, 4, 3);
    frame.setGradientTarget(plan.gradient("input_x"), target);
    Binding binding = bind(ones(4), true);
    binding.forward(TRAINING);
    binding.backward(new INDArray[] {ones(4)}, TRAINING);

    assertThat(target).isEqualTo(ones(4).mul(256));
  }

  @Test
  void aBindingWhoseMemoryWasReplacedSaysSo() {
    Binding small = bind(ones(2), false);
    bind(ones(200), false);

    assertThatIllegalStateException()
        .isThrownBy(() -> small.forward(INFERENCE))
        .withMessageContaining("grown");
    Binding again = bind(ones(2), false);
    again.forward(INFERENCE);
    assertThat(again.array(plan.output(0))).isEqualTo(ones(2).mul(256));
  }

  @Test
  void thereIsNoBackwardPassAfterOneOfInference() {
    Binding binding = bind(ones(2), false);
    binding.forward(INFERENCE);

    assertThatIllegalStateException()
        .isThrownBy(() -> binding.backward(new INDArray[] {ones(2)}, TRAINING))
        .withMessageContaining("training");
  }

  @Test
  void aGradientOfAnotherShapeIsAnError() {
    Binding binding = bind(ones(2), true);
    binding.forward(TRAINING);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> binding.backward(new INDArray[] {ones(3)}, TRAINING))
        .withMessageContaining("[2, 3]")
        .withMessageContaining("[3, 3]");
  }

  @Test
  void aFrameThatWasClosedIsDone() {
    Binding binding = bind(ones(2), false);
    binding.forward(INFERENCE);
    INDArray y = binding.array(plan.output(0));
    frame.close();
    frame.close();

    assertThatIllegalStateException().isThrownBy(() -> NativeMemory.bytes(y));
    assertThatIllegalStateException()
        .isThrownBy(() -> bind(ones(2), false))
        .withMessageContaining("closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> binding.forward(INFERENCE))
        .withMessageContaining("closed");
  }

  @Test
  void framesInSharedMemoryNeedAsMuchAsTheLargest() {
    InferenceMemory shared = new InferenceMemory(TYPE);
    Frame one = new Frame(plan, shared);
    Frame other = new Frame(plan, shared);

    Binding small = run(one, 2);
    long place = address(output(small));
    assertThat(address(output(run(other, 2)))).isEqualTo(place);

    run(other, 200); // more than there was
    assertThatIllegalStateException().isThrownBy(() -> small.forward(INFERENCE));
    assertThat(output(run(one, 2))).as("bound anew").isEqualTo(ones(2).mul(256));
    assertThat(output(run(other, 200))).isEqualTo(ones(200).mul(256));

    one.close();
    assertThat(output(run(other, 200))).as("still there").isEqualTo(ones(200).mul(256));
    shared.free();
    assertThat(output(run(other, 2))).as("allocated again").isEqualTo(ones(2).mul(256));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(other, ones(2), true))
        .withMessageContaining("training");
  }

  private Binding run(Frame where, int rows) {
    Binding binding = bind(where, ones(rows), false);
    binding.forward(INFERENCE);
    return binding;
  }

  private INDArray output(Binding binding) {
    return binding.array(plan.output(0));
  }
}
