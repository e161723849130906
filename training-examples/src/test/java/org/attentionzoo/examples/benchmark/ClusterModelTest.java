package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterModelTest {

  /** An update takes a second, the state of 100 MB a tenth of one. */
  private static final ClusterModel MODEL = new ClusterModel(1, 0, 10, 1e8, 1e9, 0.5);

  @Test
  void statesAreAddedUpOnSomeMachinesFirstWhereThereAreMany() {
    assertThat(ClusterModel.combiners(1)).isZero();
    assertThat(ClusterModel.combiners(4)).isZero();
    assertThat(ClusterModel.combiners(10)).isEqualTo(2);
    assertThat(ClusterModel.combiners(100)).isEqualTo(10);
  }

  @Test
  void oneMachineSendsItsStateThereAndBack() {
    assertThat(MODEL.round(1)).isCloseTo(0.5 + 0.1 + 10 + 0.1, withPercentage(0.01));
    assertThat(MODEL.speedup(1, MODEL.round(1))).isCloseTo(10 / 10.7, withPercentage(0.01));
  }

  @Test
  void aSimulationWithoutChanceAgreesWithTheFormula() {
    List<double[]> traces = List.of(new double[] {1, 1, 1});
    ClusterSimulation simulation = new ClusterSimulation(traces, MODEL, 1);
    for (int machines : new int[] {1, 2, 10, 100}) {
      assertThat(simulation.round(machines, 3))
          .as("%d machines", machines)
          .isCloseTo(MODEL.round(machines), withPercentage(5));
    }
  }
}
