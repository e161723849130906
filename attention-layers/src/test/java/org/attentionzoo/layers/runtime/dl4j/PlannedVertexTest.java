package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.attentionzoo.layers.GradientChecks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class PlannedVertexTest {

  private final Nets nets = new Nets();

  @ParameterizedTest
  @EnumSource(names = {"ENABLED", "NONE"})
  void gradientsAreRightWithMasksAfterEarlierBackwardPasses(WorkspaceMode mode) {
    ComputationGraph net = nets.workspaces(mode).mix(false);
    MultiDataSet data = nets.mixData(2, 3, 4);
    INDArray mask = Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 1, 0, 0}});
    data.setFeaturesMaskArrays(new INDArray[] {null, mask});
    GradientChecks.of(net, data)
        .afterFitting(nets.mixData(2, 3, 4), nets.mixData(3, 7, 2), nets.mixData(1, 1, 1))
        .check();
  }

  @Test
  void everyBackwardPassGivesTheSameGradient() {
    // on DL4J's stock runtime most runs differ from the second pass on; not always, so no assertion
    MultiDataSet data = nets.mixData(2, 3, 4);
    ComputationGraph net = nets.updater(new Sgd(0)).mix(false);
    INDArray first = gradient(net, data);
    assertThat(gradient(net, data)).isEqualTo(first);
    net.fit(nets.mixData(3, 5, 2));
    assertThat(gradient(net, data)).isEqualTo(first);
  }

  private static INDArray gradient(ComputationGraph net, MultiDataSet data) {
    net.setInputs(data.getFeatures());
    net.setLabels(data.getLabels());
    net.computeGradientAndScore();
    return net.getFlattenedGradients().dup();
  }

  @Test
  void aMaskDoesNotOutliveItsCallUnlikeOnTheStockRuntime() {
    INDArray a = nets.sequence(2, 4, 3);
    INDArray b = nets.sequence(2, 4, 4);
    INDArray mask = Nd4j.createFromArray(new double[][] {{1, 1, 1, 0}, {1, 0, 0, 0}});
    ComputationGraph net = nets.mix(false);
    INDArray before = net.output(a, b)[0];
    INDArray masked = net.output(false, new INDArray[] {a, b}, new INDArray[] {null, mask})[0];
    assertThat(masked).isNotEqualTo(before);
    assertThat(net.output(a, b)[0]).isEqualTo(before);
    assertThat(((PlannedVertexRuntime) net.getVertex("mix")).exposed("mean").shape())
        .containsExactly(2, 1, 4);
    ComputationGraph stock = nets.mix(true);
    INDArray stockBefore = stock.output(a, b)[0];
    stock.output(false, new INDArray[] {a, b}, new INDArray[] {null, mask});
    assertThat(stock.output(a, b)[0]).as("DL4J's vertex forgot its mask").isNotEqualTo(stockBefore);
  }

  @Test
  void clippingPerLayerReachesAVertex() {
    ComputationGraph net =
        nets.updater(new Sgd(1)).normalization(GradientNormalization.ClipL2PerLayer).mix(false);
    MultiDataSet data = nets.mixData(2, 3, 4);
    data.getLabels(0).muli(1000); // gradients far above the threshold of 1
    INDArray before = net.getVertex("mix").params().dup();
    net.fit(data);
    double step = net.getVertex("mix").params().sub(before).norm2Number().doubleValue();
    assertThat(step).isCloseTo(1.0, within(1e-6));
    assertThat(net.getVertex("mix").getGradientsViewArray()).isNotNull();
    ComputationGraph stock = nets.mix(true);
    stock.getVertex("mix").setBackpropGradientsViewArray(Nd4j.create(DataType.DOUBLE, 1, 32));
    // without it DL4J's clipping passes a vertex by
    assertThat(stock.getVertex("mix").getGradientsViewArray()).isNull();
  }

  @Test
  void setParamGetParamCloneAndJsonWork() {
    ComputationGraph net = nets.mix(false);
    INDArray value = Nd4j.rand(DataType.DOUBLE, 4, 4);
    net.getVertex("mix").paramTable(false).get("W").assign(value);
    assertThat(net.paramTable().get("mix_W")).isEqualTo(value);
    INDArray[] x = nets.mixData(2, 3, 4).getFeatures();
    ComputationGraph copy = net.clone();
    assertThat(copy.output(x)[0]).isEqualTo(net.output(x)[0]);
    copy.fit(nets.mixData(2, 3, 4));
    ComputationGraphConfiguration conf = net.getConfiguration();
    assertThat(ComputationGraphConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
  }

  @Test
  void inputsOfDifferentBatchSizesAreNamed() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> nets.mix(false).output(nets.sequence(2, 4, 3), nets.sequence(3, 4, 3)))
        .hasMessageContaining("MixVertex \"mix\"")
        .hasMessageContaining("batch size 3");
  }
}
