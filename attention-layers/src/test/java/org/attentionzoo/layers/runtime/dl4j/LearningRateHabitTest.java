package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.data;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.distance;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.gradient;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.part;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.step;

import java.util.List;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.FastAdam;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.NetworkUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class LearningRateHabitTest {

  @ParameterizedTest
  @EnumSource
  void aNewRateIsThatOfAllParts(HabitNets kind) {
    ComputationGraph net = kind.net();
    net.fit(data(1));
    net.setLearningRate(0.5);
    INDArray gradient = gradient(net, data(2));
    assertThat(distance(step(net, data(2)), gradient.mul(0.5))).isLessThan(2e-6);
    for (String name : List.of("layer", "mix", "out")) {
      assertThat(net.getLearningRate(name)).as(name).isEqualTo(0.5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNewRateOfOnePartLeavesTheOthersTheirs(HabitNets kind) {
    for (String name : List.of("layer", "mix", "out")) {
      ComputationGraph net = kind.net();
      net.fit(data(1));
      NetworkUtils.setLearningRate(net, name, 0.5);
      INDArray gradient = gradient(net, data(2));
      INDArray step = step(net, data(2));
      for (String other : List.of("layer", "mix", "out")) {
        double rate = other.equals(name) ? 0.5 : 0.1;
        assertThat(distance(part(net, other, step), part(net, other, gradient).mul(rate)))
            .as("%s after setting %s", other, name)
            .isLessThan(2e-6);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aScheduleIsThatOfAllPartsAndKeepsCounting(HabitNets kind) {
    ComputationGraph net = kind.net();
    net.fit(data(1));
    net.setLearningRate(
        new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 0.3).add(2, 0.7).build());
    INDArray gradient = gradient(net, data(2));
    assertThat(distance(step(net, data(2)), gradient.mul(0.3))).isLessThan(2e-6);
    gradient = gradient(net, data(3));
    assertThat(distance(step(net, data(3)), gradient.mul(0.7))).isLessThan(2e-6);
  }

  @ParameterizedTest
  @EnumSource
  void momentsSurviveANewRate(HabitNets kind) {
    ComputationGraph net = kind.net(network -> network.updater(new Adam(0.01)));
    ComputationGraph same = kind.net(network -> network.updater(new Adam(0.01)));
    net.fit(data(1));
    same.fit(data(1));
    net.setLearningRate("mix", 0.02);
    net.setLearningRate("mix", 0.01);
    net.fit(data(2));
    same.fit(data(2));
    assertThat(distance(net.params(), same.params())).isLessThan(2e-6);
  }

  @Test
  void ourUpdaterSurvivesANewRateWithItsMoments() {
    ComputationGraph net = HabitNets.OURS.net(network -> network.updater(new FastAdam(0.01)));
    ComputationGraph other = HabitNets.OURS.net(network -> network.updater(new FastAdam(0.01)));
    DirectUpdater.install(net);
    net.fit(data(1));
    other.fit(data(1));
    for (ComputationGraph each : List.of(net, other)) {
      each.setLearningRate("layer", 0.03);
      each.fit(data(2));
      each.setLearningRate(0.005);
      each.fit(data(3));
    }
    assertThat(net.getUpdater()).isInstanceOf(DirectUpdater.class);
    assertThat(distance(net.params(), other.params())).isLessThan(2e-6);
  }

  @Test
  void aNewRateOfACopyIsNotThatOfTheOriginal() {
    ComputationGraph net = HabitNets.OURS.net();
    ComputationGraph copy = net.clone();
    copy.setLearningRate(0.5);
    for (String name : List.of("layer", "mix")) {
      assertThat(net.getLearningRate(name)).as(name).isEqualTo(0.1);
    }
  }
}
