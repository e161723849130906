package org.attentionzoo.layers.runtime;

import org.attentionzoo.layers.GradientChecks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class PlannedLayerTest {

  @Test
  void gradientsAreRightInAStackAfterAnotherLength() {
    ComputationGraph net = net(0.3);
    GradientChecks.of(net, data(3, 5)).afterFitting(data(3, 2), data(1, 7), data(3, 5)).check();
  }

  @Test
  void gradientsOfAScanAreRightWithMasksAfterAnotherLength() {
    for (boolean reversed : new boolean[] {false, true}) {
      ComputationGraph net = net(new ElmanLayer(4, 0.2, reversed), new ElmanLayer(4, 0, !reversed));
      MultiDataSet data = data(3, 5);
      INDArray mask =
          Nd4j.createFromArray(new double[][] {{1, 1, 1, 1, 1}, {1, 1, 0, 0, 0}, {1, 1, 1, 1, 0}});
      data.setFeaturesMaskArrays(new INDArray[] {mask});
      data.setLabelsMaskArray(new INDArray[] {mask});
      GradientChecks.of(net, data).afterFitting(data(3, 2), data(1, 7), data(3, 5)).check();
    }
  }

  static ComputationGraph net(double rate) {
    return net(
        new TanhLayer.Builder().size(4).rate(rate).build(),
        new TanhLayer.Builder().size(4).rate(rate).build());
  }

  static ComputationGraph net(Layer a, Layer b) {
    Nd4j.getRandom().setSeed(5);
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .dataType(DataType.DOUBLE)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("x")
            .addLayer("a", a, "x")
            .addLayer("b", b, "a")
            .addLayer(
                "out",
                new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .nIn(4)
                    .nOut(2)
                    .dataFormat(RNNFormat.NCW)
                    .activation(Activation.IDENTITY)
                    .build(),
                "b")
            .setOutputs("out")
            .setInputTypes(InputType.recurrent(4))
            .build();
    ComputationGraph net = new ComputationGraph(conf);
    net.init();
    return net;
  }

  static MultiDataSet data(int n, int t) {
    INDArray x = Nd4j.rand(DataType.DOUBLE, n, 4, t).subi(0.5);
    INDArray y = Nd4j.rand(DataType.DOUBLE, n, 2, t);
    return new MultiDataSet(x, y);
  }
}
