package org.attentionzoo.layers.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** What a decoder hands to the runtime by name comes back as it was. */
class DecoderValuesTest {

  private final SameDiff sd = SameDiff.create();

  private SDVariable value() {
    return sd.constant(1);
  }

  private static DecoderShape shape(Cell cell, int layers) {
    return new DecoderShape(cell, 3, 4, layers, EncoderLayout.memoryOnly(5), 0);
  }

  @ParameterizedTest
  @CsvSource({"GRU,1,false", "GRU,3,true", "LSTM,2,false", "LSTM,12,true"})
  void theCarriedState(Cell cell, int layers, boolean feeds) {
    Map<String, SDVariable> made = new HashMap<>();
    CarriedState state =
        CarriedState.of(
            shape(cell, layers), feeds, name -> made.computeIfAbsent(name, n -> value()));

    assertThat(state.byName())
        .isEqualTo(made)
        .hasSize(layers * cell.states().size() + (feeds ? 1 : 0));
    assertThat(CarriedState.of(shape(cell, layers), feeds, state.byName()::get)).isEqualTo(state);
    assertThat(state.top()).isSameAs(state.cells().get(layers - 1).get("h"));
    assertThat(state.attentional() != null).isEqualTo(feeds);
  }

  @Test
  void theSharedMemory() {
    SharedMemory memory = new SharedMemory(value(), value(), value());
    assertThat(SharedMemory.of(memory.byName()::get)).isEqualTo(memory);
  }

  @Test
  void noNameIsOfTwoValues() {
    SharedMemory memory = new SharedMemory(value(), value(), value());
    CarriedState state = CarriedState.of(shape(Cell.LSTM, 2), true, name -> value());
    assertThat(state.byName()).doesNotContainKeys(memory.byName().keySet().toArray(String[]::new));
    assertThat(List.of("x", "mask", "position", "target", "output"))
        .doesNotContainAnyElementsOf(memory.byName().keySet())
        .doesNotContainAnyElementsOf(state.byName().keySet());
  }

  @Test
  void whatAStepLeaves() {
    for (StepOutput output :
        List.of(
            new StepOutput(value(), null, null),
            new StepOutput(value(), null, value()),
            new StepOutput(value(), value(), value()))) {
      assertThat(StepOutput.of(output.byName())).isEqualTo(output);
      assertThat(output.byName()).doesNotContainValue(null);
      StepOutput longer = output.map(v -> sd.expandDims(v, 0));
      assertThat(longer.byName().keySet()).isEqualTo(output.byName().keySet());
      assertThat(longer.readout()).isNotEqualTo(output.readout());
    }
  }
}
