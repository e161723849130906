package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.data;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.distance;

import java.io.File;
import java.nio.file.Path;
import org.apache.commons.lang3.SerializationUtils;
import org.attentionzoo.layers.schedule.InverseSquareRootSchedule;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;

class CopyHabitTest {

  private static ComputationGraph net() {
    return HabitNets.OURS.net(
        network -> network.updater(new Adam(new InverseSquareRootSchedule(0.1, 2))).l2(0.01));
  }

  private static void assertGoesOnAlike(ComputationGraph copy, ComputationGraph net) {
    assertThat(copy.getIterationCount()).isEqualTo(net.getIterationCount());
    for (int i = 1; i < 4; i++) {
      net.fit(data(i));
      copy.fit(data(i));
    }
    assertThat(distance(copy.params(), net.params())).isLessThan(2e-6);
    assertThat(copy.score(data(9)))
        .isCloseTo(net.score(data(9)), org.assertj.core.api.Assertions.within(1e-6));
  }

  @Test
  void aCopyGoesOnInItsScheduleLikeTheOriginal() {
    ComputationGraph net = net();
    for (int i = 1; i < 6; i++) {
      net.fit(data(i));
    }
    net.incrementEpochCount();
    ComputationGraph copy = net.clone();
    assertThat(copy.getEpochCount()).isEqualTo(1);
    assertThat(copy.getLayers()).allMatch(layer -> layer.getIterationCount() == 5);
    assertGoesOnAlike(copy, net);
    assertGoesOnAlike(copy.clone(), copy);
  }

  /** As Spark's workers do. */
  @Test
  void aCopyOfAConfigurationThatWasSentGoesOnLikeTheOriginal() {
    ComputationGraph net = net();
    net.fit(data(1));
    net.fit(data(2));
    ComputationGraphConfiguration sent =
        SerializationUtils.deserialize(SerializationUtils.serialize(net.getConfiguration()));
    ComputationGraph there = new ComputationGraph(sent.clone());
    there.init(net.params().dup(), false);
    there.getUpdater().setStateViewArray(net.getUpdater().getStateViewArray().dup());
    assertGoesOnAlike(there, net);
  }

  @Test
  void aSavedNetworkGoesOnLikeTheOriginal(@TempDir Path folder) throws Exception {
    ComputationGraph net = net();
    net.fit(data(1));
    net.fit(data(2));
    File file = folder.resolve("net.zip").toFile();
    net.save(file);
    assertGoesOnAlike(ComputationGraph.load(file, true), net);
  }

  @Test
  void aNewNetworkOfTheSameConfigurationBeginsAtTheBeginning() {
    ComputationGraph net = net();
    net.fit(data(1));
    ComputationGraphConfiguration conf = net.getConfiguration().clone();
    ComputationGraph other = new ComputationGraph(conf);
    other.init();
    assertThat(other.getIterationCount()).isZero();
    assertThat(other.getParam("mix_W")).isNotEqualTo(net.getParam("mix_W"));
  }
}
