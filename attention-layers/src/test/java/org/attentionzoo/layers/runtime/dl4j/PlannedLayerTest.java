package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.runtime.Input;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class PlannedLayerTest {

  private final Nets nets = new Nets();

  @ParameterizedTest
  @EnumSource(names = {"ENABLED", "NONE"})
  void gradientsAreRightInAStackAfterOtherLengthsAndBatchSizes(WorkspaceMode mode) {
    ComputationGraph net = nets.workspaces(mode).stack(Nets.tanh(0.3), Nets.tanh(0.3));
    GradientChecks.of(net, nets.data(3, 5))
        .afterFitting(nets.data(3, 2), nets.data(1, 7), nets.data(3, 5))
        .check();
  }

  @Test
  void gradientsOfAScanAreRightWithMasksAfterAnotherLength() {
    for (boolean reversed : new boolean[] {false, true}) {
      ComputationGraph net =
          nets.stack(new ElmanLayer(4, 0.2, reversed), new ElmanLayer(4, 0, !reversed));
      MultiDataSet data = nets.data(3, 5);
      INDArray mask =
          Nd4j.createFromArray(new double[][] {{1, 1, 1, 1, 1}, {1, 1, 0, 0, 0}, {1, 1, 1, 1, 0}});
      data.setFeaturesMaskArrays(new INDArray[] {mask});
      data.setLabelsMaskArray(new INDArray[] {mask});
      GradientChecks.of(net, data)
          .afterFitting(nets.data(3, 2), nets.data(1, 7), nets.data(3, 5))
          .check();
    }
  }

  @Test
  void dl4jsStockRuntimeDoublesTheGradientInEachLayer() {
    // when this fails, DL4J has mended its runtime and half of ours can go
    MultiDataSet data = nets.data(3, 5);
    INDArray ours = gradient(nets.stack(Nets.tanh(false), Nets.tanh(false)), data);
    INDArray stock = gradient(nets.stack(Nets.tanh(true), Nets.tanh(true)), data);
    long size = ours.length() - 10; // two layers of W [4, 4] and b [4], then the output layer
    INDArray ratio = stock.div(ours);
    for (int i = 0; i < size; i++) {
      assertThat(ratio.getDouble(i)).isCloseTo(i < size / 2 ? 4 : 2, within(1e-6));
    }
  }

  private static INDArray gradient(ComputationGraph net, MultiDataSet data) {
    net.setInputs(data.getFeatures());
    net.setLabels(data.getLabels());
    net.computeGradientAndScore();
    return net.getFlattenedGradients().dup().reshape(net.numParams());
  }

  @Test
  void forwardRunsOnceInATrainingStep() {
    ComputationGraph net = nets.stack(Nets.tanh(false), new ElmanLayer(4, 0, false));
    net.fit(nets.data(2, 3));
    assertThat(((PlannedLayerRuntime) net.getLayer("layer0")).forwardPasses()).isEqualTo(1);
    assertThat(((PlannedLayerRuntime) net.getLayer("layer1")).forwardPasses()).isEqualTo(1);
  }

  @Test
  void dropoutIsOffAtInferenceAndOnInTrainingWithTheRateAsked() {
    ComputationGraph net = nets.stack(Nets.tanh(0.25));
    ComputationGraph without = nets.stack(Nets.tanh(0));
    without.setParams(net.params());
    MultiDataSet data = nets.data(8, 100);
    INDArray[] x = data.getFeatures();
    assertThat(net.output(false, x)[0]).isEqualTo(without.output(false, x)[0]);
    INDArray dropped = net.feedForward(x[0], true).get("layer0");
    INDArray kept = without.feedForward(x[0], true).get("layer0");
    double zeros = dropped.eq(0).castTo(DataType.DOUBLE).meanNumber().doubleValue();
    assertThat(zeros).isCloseTo(0.25, within(0.03)); // 3200 elements: 4 standard deviations
    INDArray scale = dropped.div(kept);
    assertThat(scale.maxNumber().doubleValue()).isCloseTo(1 / 0.75, within(1e-6));
    ComputationGraph stock =
        nets.stack(new TanhLayer.Builder().size(Nets.SIZE).rate(0.25).stock(true).build());
    INDArray stockOutput = stock.feedForward(x[0], true).get("layer0");
    assertThat(stockOutput.eq(0).any()).as("DL4J's runtime drops anything").isFalse();
  }

  @Test
  void dropoutDrawsAnotherMaskInEachIterationAndLayer() {
    ComputationGraph net = nets.updater(new Sgd(0)).stack(Nets.tanh(0.5), Nets.tanh(0.5));
    MultiDataSet data = nets.data(4, 20);
    INDArray first = net.feedForward(data.getFeatures(0), true).get("layer0").eq(0);
    INDArray again = net.feedForward(data.getFeatures(0), true).get("layer0").eq(0);
    assertThat(again).isEqualTo(first);
    net.fit(data);
    INDArray next = net.feedForward(data.getFeatures(0), true).get("layer0").eq(0);
    INDArray other = net.feedForward(data.getFeatures(0), true).get("layer1").eq(0);
    assertThat(next).isNotEqualTo(first);
    assertThat(other).isNotEqualTo(next);
  }

  @Test
  void setParamAssignsAndGetParamReads() {
    ComputationGraph net = nets.stack(Nets.tanh(false));
    ComputationGraph stock = nets.stack(Nets.tanh(true));
    INDArray value = Nd4j.rand(DataType.DOUBLE, 4, 4);
    net.setParam("layer0_W", value);
    stock.setParam("layer0_W", value);
    assertThat(net.getParam("layer0_W")).isEqualTo(value);
    assertThat(stock.getParam("layer0_W")).isNotEqualTo(value);
    INDArray x = nets.sequence(2, 4, 3);
    assertThat(net.feedForward(x, false).get("layer0"))
        .isEqualTo(
            Nd4j.math()
                .tanh(
                    Nd4j.tensorMmul(x, value, new int[][] {{1}, {0}}) // [N, T, 4]
                        .add(net.getParam("layer0_b"))
                        .permute(0, 2, 1)));
    assertThatThrownBy(() -> net.setParam("layer0_W", Nd4j.create(DataType.DOUBLE, 3, 4)))
        .hasMessageContaining("[3, 4]")
        .hasMessageContaining("[4, 4]");
  }

  @Test
  void cloneAndJsonGiveTheSameNetwork() {
    ComputationGraph net = nets.stack(Nets.tanh(0.5), new ElmanLayer(4, 0.1, true));
    INDArray x = nets.sequence(2, 4, 3);
    assertThat(net.clone().output(x)[0]).isEqualTo(net.output(x)[0]);
    ComputationGraphConfiguration conf = net.getConfiguration();
    assertThat(ComputationGraphConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
    net.clone().fit(nets.data(2, 3));
  }

  @Test
  void anyLengthFollowsAnyOtherAndResultsDoNotDependOnTheOrder() {
    ComputationGraph net = nets.stack(Nets.tanh(false), new ElmanLayer(4, 0, false));
    List<INDArray> xs = new ArrayList<>();
    List<INDArray> expected = new ArrayList<>();
    for (int[] shape : new int[][] {{3, 9}, {3, 2}, {1, 1}, {3, 9}, {2, 30}, {3, 9}}) {
      INDArray x = nets.sequence(shape[0], 4, shape[1]);
      xs.add(x);
      expected.add(net.clone().output(x)[0]);
    }
    for (int i = 0; i < xs.size(); i++) {
      assertThat(net.output(xs.get(i))[0]).isEqualTo(expected.get(i));
    }
  }

  @Test
  void floatGivesWhatDoubleGives() {
    ComputationGraph exact = nets.stack(Nets.tanh(false), new ElmanLayer(4, 0, true));
    INDArray x = nets.sequence(2, 4, 6);
    ComputationGraph single =
        new Nets().type(DataType.FLOAT).stack(Nets.tanh(false), new ElmanLayer(4, 0, true));
    single.setParams(exact.params().castTo(DataType.FLOAT));
    INDArray difference =
        single.output(x.castTo(DataType.FLOAT))[0].castTo(DataType.DOUBLE).sub(exact.output(x)[0]);
    assertThat(difference.amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  @Test
  void twoThreadsMayCallOutputOnOneNetwork() throws Exception {
    ComputationGraph net = nets.stack(Nets.tanh(false), new ElmanLayer(4, 0, false));
    List<INDArray> xs = new ArrayList<>();
    List<INDArray> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      xs.add(nets.sequence(1 + i % 3, 4, 1 + i % 7));
      expected.add(net.output(xs.get(i))[0]);
    }
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<Future<INDArray>> results = new ArrayList<>();
    xs.forEach(x -> results.add(pool.submit(() -> net.output(x)[0])));
    for (int i = 0; i < xs.size(); i++) {
      assertThat(results.get(i).get()).isEqualTo(expected.get(i));
    }
    pool.shutdown();
  }

  @Test
  void anEmptyBatchAndALengthOfZeroAreRefused() {
    Input sequence = Input.sequence("x", 4);
    Input ids = Input.ids("ids", 7);
    assertThatThrownBy(() -> sequence.check("layer", Nd4j.create(DataType.FLOAT, 0, 4, 3), true))
        .hasMessageContaining("layer: input \"x\" is empty: [0, 4, 3]");
    assertThatThrownBy(() -> sequence.check("layer", Nd4j.create(DataType.FLOAT, 2, 4, 0), true))
        .hasMessageContaining("is empty: [2, 4, 0]");
    assertThatThrownBy(() -> ids.check("layer", Nd4j.create(DataType.INT32, 2, 0), true))
        .hasMessageContaining("is empty: [2, 0]");
  }

  @Test
  void anIdOutsideTheVocabularyIsNamedWithItsPlace() {
    Input ids = Input.ids("ids", 7);
    assertThatThrownBy(
            () ->
                ids.check("layer", Nd4j.createFromArray(new int[][] {{1, 2, 3}, {0, 7, 1}}), true))
        .hasMessageContaining("token id 7 in row 1, position 1")
        .hasMessageContaining("[0, 7)");
    assertThatThrownBy(() -> ids.check("layer", Nd4j.createFromArray(new int[][] {{-1}}), true))
        .hasMessageContaining("token id -1 in row 0, position 0");
    assertThatThrownBy(() -> ids.check("layer", Nd4j.createFromArray(new float[][] {{1.5f}}), true))
        .hasMessageContaining("token id 1.5");
  }

  @Test
  void badInputIsNamed() {
    ComputationGraph net = nets.stack(Nets.tanh(false));
    assertThatThrownBy(() -> net.output(nets.sequence(2, 5, 3)))
        .hasMessageContaining("TanhLayer \"layer0\"")
        .hasMessageContaining("[N, 4, T]")
        .hasMessageContaining("[2, 5, 3]");
    assertThatThrownBy(() -> net.output(Nd4j.rand(DataType.DOUBLE, 2, 4)))
        .hasMessageContaining("[N, 4, T]")
        .hasMessageContaining("[2, 4]");
    INDArray x = nets.sequence(2, 4, 3);
    x.putScalar(1, 2, 0, Double.NaN);
    assertThatThrownBy(() -> net.output(x)).hasMessageContaining("NaN in input \"x\" at [1, 2, 0]");
    assertThatThrownBy(
            () ->
                net.output(
                    false,
                    new INDArray[] {nets.sequence(2, 4, 3)},
                    new INDArray[] {Nd4j.ones(2, 5)}))
        .hasMessageContaining("mask of input \"x\" must be [2, 3], got [2, 5]");
  }

  @Test
  void aMaskHoldsOnesAndZerosOnly() {
    PlannedLayerRuntime layer =
        (PlannedLayerRuntime) nets.stack(new ElmanLayer(4, 0, false)).getLayer(0);
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      for (double wrong : new double[] {-1, 0.5, 2, Double.NaN, Double.POSITIVE_INFINITY}) {
        INDArray mask = Nd4j.ones(type, 3, 5).putScalar(1, 2, wrong);
        layer.setInput(nets.sequence(3, 4, 5), LayerWorkspaceMgr.noWorkspaces());
        layer.feedForwardMaskArray(mask, MaskState.Active, 3);
        assertThatThrownBy(() -> layer.activate(false, LayerWorkspaceMgr.noWorkspaces()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageEndingWith(
                "mask of input \"x\" is %s in row 1, position 2; expected 1 (keep) or 0 (padding)"
                    .formatted((float) wrong));
      }
    }
  }
}
