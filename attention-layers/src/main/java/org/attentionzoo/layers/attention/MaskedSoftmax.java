package org.attentionzoo.layers.attention;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

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
        () -> g.call(new Step(false), scores, keep).get(0));
  }

  /**
   * Of all heads: scores {@code [N, h, T, S]}, mask {@code [N, S]} → {@code [N, h, T, S]}.
   *
   * @param causal whether query t sees keys 0 … t only
   */
  public static SDVariable ofHeads(
      LayerGraph g, SDVariable scores, SDVariable mask, boolean causal) {
    return Arguments.given("g", g).call(new Step(causal), scores, mask).get(0);
  }

  /** By ND4J's operations; a mask of rank 2 is that of all rows of a sentence. */
  record Step(boolean causal) implements PlanFunction {
    /** No score is as low, so none that is dropped is the largest of its row. */
    private static final double DROPPED = -Float.MAX_VALUE;

    @Override
    public String name() {
      return "masked_softmax";
    }

    @Override
    public Instance newInstance() {
      return new Instance() {
        @Override
        public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
          softmax(inputs[0], keep(inputs[0], inputs[1]), outputs[0]);
        }

        /** {@code dx = y · (dy − Σ y · dy)}, which is 0 where y is. */
        @Override
        public void backward(Call call) {
          if (call.wants(0)) {
            INDArray y = call.output(0);
            INDArray dy = call.outputGradient(0);
            INDArray mean = y.mul(dy).sum(true, y.rank() - 1); // [.., 1]
            call.inputGradient(0).assign(dy.sub(mean).muli(y));
          }
          if (call.wants(1)) {
            call.inputGradient(1).assign(0);
          }
        }
      };
    }

    private static void softmax(INDArray scores, INDArray keep, INDArray weights) {
      int last = scores.rank() - 1;
      INDArray x = Nd4j.createUninitialized(scores.dataType(), scores.shape());
      INDArray dropped = Nd4j.valueArrayOf(scores.shape(), DROPPED, scores.dataType());
      Nd4j.exec(
          DynamicCustomOp.builder("select")
              .addInputs(keep.gt(0), scores, dropped)
              .addOutputs(x)
              .build());
      INDArray exp = Transforms.exp(x.subi(x.max(true, last)), false).muli(keep);
      INDArray sum = exp.sum(true, last); // [.., 1]
      INDArray divisor = sum.add(sum.eq(0).castTo(sum.dataType())); // 1 where nothing is kept
      weights.assign(exp.divi(divisor));
    }

    /** 1 where a score counts, 0 elsewhere, in the shape of the scores. */
    private INDArray keep(INDArray scores, INDArray mask) {
      INDArray kept = mask.gt(0).castTo(scores.dataType());
      if (mask.rank() == scores.rank()) {
        return kept;
      }
      long n = mask.size(0);
      long s = mask.size(1);
      INDArray keep = Nd4j.ones(scores.dataType(), scores.shape());
      keep.muli(kept.reshape('c', new long[] {n, 1, 1, s}));
      return causal ? keep.muli(triangle(scores.size(2), s).castTo(scores.dataType())) : keep;
    }

    /** {@code [1, 1, T, S]}: 1 where key s is not ahead of query t. */
    private static INDArray triangle(long t, long s) {
      float[][] rows = new float[(int) t][(int) s];
      for (int i = 0; i < t; i++) {
        for (int j = 0; j <= Math.min(i, s - 1); j++) {
          rows[i][j] = 1;
        }
      }
      return Nd4j.createFromArray(rows).reshape('c', new long[] {1, 1, t, s});
    }
  }
}
