package org.attentionzoo.layers.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.VertexRun;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class LayerNormTest {

  private static final int D = 6;

  @Test
  void outputAndGradientsEqualPyTorch() {
    Fixture f = Fixture.load("layer_norm");
    VertexRun run = new VertexRun(net(DataType.DOUBLE), "x");
    run.setParameter("normGain", f.get("gain"));
    run.setParameter("normBias", f.get("bias"));
    f.assertEquals("out", run.forward(new INDArray[] {f.sequence("x")}).permute(0, 2, 1));
    run.backward(f.sequence("eps"));
    f.assertEquals("grad_x", run.inputGradient(0).permute(0, 2, 1));
    f.assertEquals("grad_gain", run.gradient("normGain").reshape(D));
    f.assertEquals("grad_bias", run.gradient("normBias").reshape(D));
  }

  @Test
  void gradientsAreRightAfterAnotherLength() {
    ComputationGraph net = net(DataType.DOUBLE);
    net.params().addi(Nets.values(9, net.params().length()).reshape(net.params().shape()));
    GradientChecks.of(net, data(2, 5)).afterFitting(data(3, 2), data(1, 7)).check();
  }

  @Test
  void gradientsAreRightWithDropoutAfterAnotherLength() {
    LayerNorm layer = new LayerNorm.Builder().size(D).dropoutRate(0.4).build();
    ComputationGraph net =
        Nets.withOutput(Nets.builder(DataType.DOUBLE, "in").addLayer("x", layer, "in"), D, "x");
    GradientChecks.of(net, data(2, 5)).afterFitting(data(3, 2), data(1, 7)).check();
    INDArray x = Nets.values(1, 4, D, 9);
    INDArray dropped = net.feedForward(x, true).get("x").eq(0).castTo(DataType.DOUBLE);
    assertThat(dropped.meanNumber().doubleValue()).isBetween(0.25, 0.55);
    assertThat(net.feedForward(x, false).get("x").eq(0).any()).isFalse();
    assertThat(Nets.throughJson(net).getConfiguration()).isEqualTo(net.getConfiguration());
    assertThatThrownBy(() -> new LayerNorm.Builder().size(D).dropoutRate(1).build())
        .hasMessageContaining("dropout rate must be in [0, 1), but is 1.0");
  }

  private static MultiDataSet data(int n, int t) {
    return new MultiDataSet(Nets.values(1, n, D, t), Nets.values(2, n, 2, t));
  }

  @Test
  void theFastPathEqualsTheOps() {
    // 70 rows of 300 numbers: enough for two threads
    INDArray[] inputs = {
      Nets.values(2, 300).castTo(DataType.FLOAT),
      Nets.values(3, 300).castTo(DataType.FLOAT),
      Nets.values(1, 7, 10, 300).castTo(DataType.FLOAT)
    };
    INDArray g = Nets.values(4, 7, 10, 300).castTo(DataType.FLOAT);
    List<INDArray> expected = run(new NormalizeRows(1e-5), inputs, g);
    List<INDArray> actual = run(Fused.layerNorm(1e-5), inputs, g);
    for (int k = 0; k < 4; k++) {
      Fixture.assertClose("result " + k, actual.get(k), expected.get(k), 2e-5);
    }
  }

  /** The output and the gradients of the inputs. */
  private static List<INDArray> run(PlanFunction function, INDArray[] inputs, INDArray g) {
    INDArray[] out = {Nd4j.create(DataType.FLOAT, g.shape())};
    INDArray[] gradients = {
      Nd4j.create(DataType.FLOAT, 300),
      Nd4j.create(DataType.FLOAT, 300),
      Nd4j.create(DataType.FLOAT, g.shape())
    };
    PlanFunction.Pass pass = new PlanFunction.Pass(true, 0);
    PlanFunction.Instance instance = function.newInstance();
    instance.forward(inputs, out, pass);
    instance.backward(new PlanFunction.Call(inputs, out, new INDArray[] {g}, gradients, pass));
    return List.of(out[0], gradients[0], gradients[1], gradients[2]);
  }

  @Test
  void everyStepHasMeanZeroAndVarianceOneInFloat() {
    ComputationGraph net = net(DataType.FLOAT);
    INDArray x = Nets.values(1, 1, D, 3).castTo(DataType.FLOAT).mul(100).add(7);
    INDArray out = net.feedForward(x, false).get("x"); // [1, d, T]
    assertThat(out.mean(1).amaxNumber().doubleValue()).isLessThan(1e-5);
    assertThat(out.mul(out).mean(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-4);
  }

  @Test
  void oneStepEqualsTheWholeSentence() {
    ComputationGraph net = net(DataType.DOUBLE);
    INDArray x = Nets.values(5, 2, D, 3);
    INDArray whole = net.feedForward(x, false).get("x");
    Stepper stepper = ((PlannedLayerRuntime) net.getLayer("x")).stepper();
    stepper.begin(2, Map.of(), Map.of());
    INDArray first = stepper.step(x.tensorAlongDimension(0, 0, 1).dup('c').reshape(2, 1, D));
    Fixture.assertClose("step", first.reshape(2, D), whole.tensorAlongDimension(0, 0, 1), 1e-12);
  }

  @Test
  void optionsSurviveJsonAndBadOnesAreNamed() {
    ComputationGraph net = net(DataType.FLOAT);
    assertThat(Nets.throughJson(net).getConfiguration()).isEqualTo(net.getConfiguration());
    assertThatThrownBy(() -> new LayerNorm.Builder().build()).hasMessageContaining("size");
    assertThatThrownBy(() -> new LayerNorm.Builder().size(2).epsilon(0).build())
        .hasMessageContaining("epsilon must be above 0, but is 0.0");
    assertThatThrownBy(
            () ->
                Nets.builder(DataType.FLOAT, "in")
                    .addLayer("x", new LayerNorm.Builder().size(4).build(), "in")
                    .setOutputs("x")
                    .setInputTypes(InputType.recurrent(5))
                    .build())
        .hasMessageContaining("size 4");
  }

  private static ComputationGraph net(DataType type) {
    return Nets.withOutput(
        Nets.builder(type, "in").addLayer("x", new LayerNorm.Builder().size(D).build(), "in"),
        D,
        "x");
  }
}
