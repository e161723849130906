package org.attentionzoo.layers.attention;

import java.util.List;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Softmax over the source positions that a mask keeps. A row in which nothing is kept becomes
 * zeros, and so do its gradients; never NaN.
 *
 * <p>A step of our own, as ND4J's softmax is NaN for a DOUBLE row whose values are all below about
 * -708, and so for a masked row with the usual -1e9; its gradient, too, needs no mask here.
 */
public final class MaskedSoftmax {

  private MaskedSoftmax() {}

  /** Scores {@code [N, T, S]}, mask {@code [N, S]} (1 keep, 0 padding) → {@code [N, T, S]}. */
  public static SDVariable of(LayerGraph g, SDVariable scores, SDVariable mask) {
    SDVariable row = g.sd().expandDims(mask, 1); // [N, 1, S]
    return where(g, scores, g.sd().mmul(Shapes.onesColumn(g, scores), row));
  }

  /** Scores and mask {@code [N, T, S]} → {@code [N, T, S]}; the mask gets no gradient. */
  public static SDVariable where(LayerGraph g, SDVariable scores, SDVariable keep) {
    return g.fused(
        Fused.maskedSoftmax(),
        List.of(scores, keep),
        () -> g.call(new Function(), scores, keep).get(0));
  }

  private record Function() implements PlanFunction {

    @Override
    public String name() {
      return "masked_softmax";
    }

    @Override
    public Instance newInstance() {
      return new Run();
    }
  }

  private static final class Run implements PlanFunction.Instance {

    @Override
    public void forward(INDArray[] inputs, INDArray[] outputs, PlanFunction.Pass pass) {
      double[] values = Memory.read(inputs[0]);
      double[] keep = Memory.read(inputs[1]);
      int size = (int) outputs[0].size(2);
      for (int start = 0; start < values.length; start += size) {
        normalise(values, keep, start, start + size);
      }
      Memory.write(values, outputs[0]);
    }

    private static void normalise(double[] values, double[] keep, int from, int to) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        max = keep[i] > 0 ? Math.max(max, values[i]) : max;
      }
      double sum = 0;
      for (int i = from; i < to; i++) {
        values[i] = keep[i] > 0 ? Math.exp(values[i] - max) : 0;
        sum += values[i];
      }
      double factor = sum == 0 ? 0 : 1 / sum; // 0: nothing is kept
      for (int i = from; i < to; i++) {
        values[i] *= factor;
      }
    }

    /** {@code dx = y · (dy − Σ y · dy)}, which is 0 where y is. */
    @Override
    public void backward(PlanFunction.Call call) {
      if (call.wants(1)) {
        call.inputGradient(1).assign(0);
      }
      if (call.inputGradient(0) == null) {
        return;
      }
      double[] y = Memory.read(call.output(0));
      double[] gradient = Memory.read(call.outputGradient(0));
      int size = (int) call.output(0).size(2);
      for (int start = 0; start < y.length; start += size) {
        double mean = 0;
        for (int i = start; i < start + size; i++) {
          mean += y[i] * gradient[i];
        }
        for (int i = start; i < start + size; i++) {
          gradient[i] = y[i] * (gradient[i] - mean);
        }
      }
      Memory.write(gradient, call.inputGradient(0));
    }
  }
}
