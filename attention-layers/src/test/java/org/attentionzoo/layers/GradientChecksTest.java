package org.attentionzoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
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

class GradientChecksTest {
  @Test
  void stockLayersPassAlsoAfterAFitAtAnotherLength() {
    double error = GradientChecks.of(net(), data(4)).afterFitting(data(6), data(2)).check();
    assertThat(error).isPositive().isLessThan(1e-4);
  }

  @Test
  void parametersAreLeftAsTheyWere() {
    ComputationGraph net = net();
    INDArray before = net.params().dup();
    GradientChecks.of(net, data(3)).afterFitting(data(2)).onlyParams("out_b"::equals).check();
    assertThat(net.params()).isEqualTo(before);
    assertThat(net.params()).isNotEqualTo(before.add(1));
  }

  @Test
  void aTooStrictToleranceFails() {
    assertThatThrownBy(
            () -> GradientChecks.of(net(), data(3)).tolerance(1e-1, 1e-12, 1e-16).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("FAILED");
  }

  private static MultiDataSet data(int length) {
    Nd4j.getRandom().setSeed(length);
    INDArray in = Nd4j.randn(DataType.DOUBLE, 2, 3, length);
    INDArray labels = Nd4j.rand(DataType.DOUBLE, 2, 2, length);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 2, length);
    mask.putScalar(1, length - 1, 0);
    return new MultiDataSet(
        new INDArray[] {in}, new INDArray[] {labels}, new INDArray[] {mask}, new INDArray[] {mask});
  }

  private static ComputationGraph net() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .seed(1)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(3))
            .addLayer("rnn", new LSTM.Builder().nOut(3).activation(Activation.TANH).build(), "in")
            .addLayer(
                "out",
                new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .dataFormat(RNNFormat.NCW)
                    .activation(Activation.TANH)
                    .nOut(2)
                    .build(),
                "rnn")
            .setOutputs("out")
            .build();
    ComputationGraph net = new ComputationGraph(conf);
    net.init();
    return net;
  }
}
