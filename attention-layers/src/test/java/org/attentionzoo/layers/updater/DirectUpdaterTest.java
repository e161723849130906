package org.attentionzoo.layers.updater;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class DirectUpdaterTest {
  private static final int SIZE = 5;
  private static final int LAYERS = 10;

  private static ComputationGraph net(IUpdater updater, boolean frozen) {
    return net(DataType.DOUBLE, updater, frozen, 0.1);
  }

  /** Weight decay and clipping, too, as they are applied on the way. */
  private static ComputationGraph net(
      DataType type, IUpdater updater, boolean frozen, double maxNorm) {
    DenseLayer dense =
        new DenseLayer.Builder().nIn(SIZE).nOut(SIZE).activation(Activation.TANH).build();
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(type)
            .updater(updater)
            .regularization(List.of(new ViewCounter()))
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .gradientNormalizationThreshold(maxNorm)
            .graphBuilder()
            .addInputs("0");
    for (int i = 0; i < LAYERS; i++) {
      Layer layer = i == 0 && frozen ? new FrozenLayer(dense) : dense.clone();
      graph.addLayer("" + (i + 1), layer, "" + i);
    }
    OutputLayer output =
        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
            .nIn(SIZE)
            .nOut(2)
            .activation(Activation.IDENTITY)
            .build();
    graph.addLayer("out", output, "" + LAYERS).setOutputs("out");
    ComputationGraph net = new ComputationGraph(graph.build());
    net.init();
    return net;
  }

  private static MultiDataSet batch(int n) {
    return new MultiDataSet(Nets.values(n, n, SIZE), Nets.values(n + 1, n, 2));
  }

  /** ND4J's {@code equals} lets differences of 1e-5 pass. */
  private static void assertSameBits(INDArray actual, INDArray expected) {
    assertThat(actual.toDoubleVector()).containsExactly(expected.toDoubleVector());
  }

  @Test
  void parametersAndStateAreThoseOfDl4jBitForBit() {
    for (boolean frozen : new boolean[] {false, true}) {
      ComputationGraph stock = net(new Adam(1e-2), frozen);
      ComputationGraph direct = net(new Adam(1e-2), frozen);
      stock.fit(batch(4));
      direct.fit(batch(4));
      DirectUpdater.install(direct); // in the middle of a training
      for (int n = 1; n <= 6; n++) {
        stock.fit(batch(n));
        direct.fit(batch(n));
      }
      assertSameBits(direct.params(), stock.params());
      assertSameBits(
          direct.getUpdater().getStateViewArray(), stock.getUpdater().getStateViewArray());
    }
  }

  @Test
  void inFloatEachLayerIsClippedAsByDl4j() {
    for (boolean frozen : new boolean[] {false, true}) {
      ComputationGraph free = net(DataType.FLOAT, new Sgd(1), frozen, 1e9);
      ComputationGraph stock = net(DataType.FLOAT, new Sgd(1), frozen, 0.05);
      ComputationGraph direct = net(DataType.FLOAT, new Sgd(1), frozen, 0.05);
      DirectUpdater.install(direct);
      for (ComputationGraph net : List.of(free, stock, direct)) {
        net.fit(batch(4));
      }
      assertThat(stock.params().distance2(free.params())).isGreaterThan(0.1);
      Fixture.assertClose("parameters", direct.params(), stock.params(), 2e-7);
    }
  }

  @Test
  void parametersAreNotReachedThroughMoreAndMoreViews() {
    ComputationGraph net = net(new Adam(1e-2), false);
    ViewCounter.VIEWS.clear();
    net.fit(batch(3));
    assertThat(Collections.max(ViewCounter.VIEWS)).as("DL4J's updater").isGreaterThan(2 * LAYERS);

    ViewCounter.VIEWS.clear();
    DirectUpdater.install(net);
    net.fit(batch(3));
    assertThat(Collections.max(ViewCounter.VIEWS)).as("this updater").isLessThan(LAYERS);
  }

  /** Weight decay that counts the views between the parameter it gets and the memory. */
  private static final class ViewCounter extends L2Regularization {
    private static final long serialVersionUID = 1L;
    private static final List<Integer> VIEWS = new ArrayList<>();

    ViewCounter() {
      super(1e-2);
    }

    @Override
    public void apply(INDArray param, INDArray gradient, double lr, int iteration, int epoch) {
      int views = 0;
      for (DataBuffer data = param.data();
          data.underlyingDataBuffer() != null && data.underlyingDataBuffer() != data;
          data = data.underlyingDataBuffer()) {
        views++;
      }
      VIEWS.add(views);
      super.apply(param, gradient, lr, iteration, epoch);
    }

    @Override
    public Regularization clone() {
      return new ViewCounter();
    }
  }

  @Test
  void aGradientFromElsewhereIsApplied() {
    ComputationGraph stock = net(new Adam(1e-2), false);
    ComputationGraph direct = net(new Adam(1e-2), false);
    DirectUpdater.install(direct);
    for (ComputationGraph net : List.of(stock, direct)) {
      net.fit(batch(4));
      Gradient foreign = copy(net.gradient());
      net.getUpdater().update(foreign, 1, 0, 4, LayerWorkspaceMgr.noWorkspaces());
      net.params().subi(foreign.gradient());
    }
    assertSameBits(direct.params(), stock.params());
  }

  private static Gradient copy(Gradient gradient) {
    INDArray flat = gradient.gradient().dup();
    DefaultGradient copy = new DefaultGradient(flat);
    long from = 0;
    for (Map.Entry<String, INDArray> entry : gradient.gradientForVariable().entrySet()) {
      INDArray part = entry.getValue();
      copy.setGradientFor(
          entry.getKey(),
          flat.get(NDArrayIndex.interval(from, from + part.length()))
              .reshape(part.ordering(), part.shape()));
      from += part.length();
    }
    return copy;
  }
}
