package org.attentionzoo.layers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.runtime.dl4j.ElmanLayer;
import org.attentionzoo.layers.runtime.dl4j.Nets;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayer;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.attentionzoo.layers.runtime.dl4j.TanhLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class LinearTest {

  @Test
  void theKernelEqualsTheOpsForRowsOfAnyNumberAndLength() {
    KernelParity parity =
        KernelParity.of(type -> net(type, new TanhLayer.Builder().size(30).rate(0.2).build()), "x");
    for (int[] size : new int[][] {{1, 1}, {2, 7}, {64, 20}, {1, 3}}) {
      INDArray[] x = {values(3, size[0], 30, size[1])};
      parity.check(x, null).checkSlope(x, null);
    }
    parity.usesKernels("linear");
  }

  @Test
  void theKernelEqualsTheOpsInsideAScan() {
    KernelParity parity = KernelParity.of(type -> net(type, new ElmanLayer(30, 0.2, true)), "x");
    INDArray[] x = {values(3, 3, 30, 5)};
    INDArray[] mask = {org.attentionzoo.layers.Nets.mask(5, 5, 2, 1)};
    parity.check(x, mask).checkSlope(x, mask).checkSwitchedOff(x, mask);
    parity.check(values(4, 1, 30, 1)).usesKernels("linear", "linear");
  }

  @Test
  void inDoubleTheOpsRun() {
    Nets nets = new Nets();
    ComputationGraph net = nets.stack(Nets.tanh(false));
    net.feedForward(nets.sequence(2, Nets.SIZE, 3), false);
    assertThat(((PlannedLayerRuntime) net.getLayer("layer0")).kernels()).isEmpty();
  }

  private static INDArray values(int seed, long... shape) {
    return org.attentionzoo.layers.Nets.values(seed, shape);
  }

  private static ComputationGraph net(DataType type, PlannedLayer layer) {
    return org.attentionzoo.layers.Nets.withOutput(
        org.attentionzoo.layers.Nets.builder(type, "in").addLayer("x", layer, "in"), 30, "x");
  }
}
