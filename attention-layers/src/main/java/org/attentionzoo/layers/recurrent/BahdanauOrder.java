package org.attentionzoo.layers.recurrent;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.initial.InitialWeights;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Attend, then step: Bahdanau et al. 2014, §3.1 and A.2.2.
 *
 * <pre>
 *   α_t = alignment(s_{t-1}, memory),   c_t = Σ_i α_{t,i} h_i
 *   s_t = cell([y_t; c_t], s_{t-1})
 *   output = [s_t; c_t; y_t]                                      {@link #concat}
 *   output = max(t̃_j, t̃_{l+j}),  t̃ = [s; c_t; y_t] W_o + b_o      {@link #maxout}
 * </pre>
 *
 * y_t is the embedding the decoder reads at step t (the previous target token, y_{i-1} in the
 * paper). The paper pairs neighbours, t̃_{2j-1} and t̃_{2j}; here the halves are paired, which is
 * the same up to the order of W_o's columns. Of several layers the top one's s queries, and c_t
 * enters the first.
 *
 * <p>Parameters: {@code layer0.C [m, G·H]} for c_t in the first cell, the alignment's under {@code
 * attention.}, and with maxout {@code readout.W [H + m + e, 2l]}, {@code readout.b [2l]}.
 */
public final class BahdanauOrder extends DecoderOrder {
  @JsonProperty private Alignment alignment;
  @JsonProperty private long maxout;
  @JsonProperty private boolean previousState;

  BahdanauOrder() {} // for JSON

  private BahdanauOrder(Alignment alignment, long maxout, boolean previousState) {
    this.alignment = Arguments.given("alignment", alignment);
    this.maxout = maxout;
    this.previousState = previousState;
  }

  /** Output {@code [s_t; c_t; y_t]}, H + m + e channels; a deep output may follow. */
  public static BahdanauOrder concat(Alignment alignment) {
    return new BahdanauOrder(alignment, 0, false);
  }

  /**
   * Deep output with a maxout layer of l units (Goodfellow et al. 2013), of s_{t-1} as A.2.2 writes
   * it: {@code t̃_i = U_o s_{i-1} + V_o E y_{i-1} + C_o c_i}.
   */
  public static BahdanauOrder maxout(Alignment alignment, long l) {
    return maxout(alignment, l, true);
  }

  /**
   * @param previousState s is s_{t-1} (the paper's formula) rather than s_t (the paper's p(y_i |
   *     s_i, y_{i-1}, c_i))
   */
  public static BahdanauOrder maxout(Alignment alignment, long l, boolean previousState) {
    return new BahdanauOrder(alignment, Arguments.size("maxout size", l), previousState);
  }

  @Override
  void check(DecoderShape shape) {
    Arguments.given("alignment", alignment);
    if (maxout != 0) { // else concat
      Arguments.size("maxout size", maxout);
    }
    alignment.checkSizes(shape.units(), shape.memory());
  }

  private long readoutSize(DecoderShape shape) {
    return shape.units() + shape.memory() + shape.embedding();
  }

  @Override
  long outputSize(DecoderShape shape) {
    return maxout > 0 ? maxout : readoutSize(shape);
  }

  @Override
  long fedSize(DecoderShape shape) {
    return shape.memory();
  }

  @Override
  Alignment alignment() {
    return alignment;
  }

  @Override
  boolean attendsInSteps() {
    return true;
  }

  @Override
  void defineParameters(SDLayerParams parameters, DecoderShape shape) {
    alignment.defineParameters(parameters, DecoderAttention.PREFIX, shape.units(), shape.memory());
    if (maxout > 0) {
      parameters.addWeightParam("readout.W", readoutSize(shape), 2 * maxout);
      parameters.addBiasParam("readout.b", 2 * maxout);
    }
  }

  @Override
  void initializeParameters(Map<String, INDArray> parameters) {
    alignment.initializeParameters(parameters, DecoderAttention.PREFIX);
    if (maxout > 0) {
      InitialWeights.glorotNormal(parameters.get("readout.W"));
      parameters.get("readout.b").assign(0);
    }
  }

  @Override
  DecoderStep.Result step(DecoderStep step) {
    LayerGraph g = step.g();
    SDVariable before = step.before().top(); // s_{t-1}, [N, H]
    DecoderAttention.Read read = DecoderAttention.step(step, alignment, before);
    SDVariable fed = g.linear(read.context(), g.parameter(RecurrentDecoder.FED)); // [N, G·H]
    CarriedState now = new CarriedState(step.cells(g.add(step.x(), fed)));
    SDVariable readout = previousState ? before : now.top();
    return new DecoderStep.Result(now, new StepOutput(readout, read.context(), read.weights()));
  }

  @Override
  Output finish(DecoderScope scope, StepOutput stacked, SDVariable y) {
    LayerGraph g = scope.g();
    List<SDVariable> parts = List.of(stacked.readout(), stacked.context(), y);
    SDVariable output =
        maxout > 0
            ? larger(g, g.linear(parts, 2, g.parameter("readout.W"), g.parameter("readout.b")))
            : g.sd().concat(2, parts.toArray(SDVariable[]::new));
    return new Output(output, stacked.weights());
  }

  /** {@code [N, T, 2l] → [N, T, l]}. */
  private static SDVariable larger(LayerGraph g, SDVariable t) {
    return g.fused(
        Fused.maxout(),
        List.of(t),
        () -> {
          SDVariable[] halves = g.sd().split(t, 2, 2); // 2 × [N, T, l]
          SDVariable excess = g.sd().nn().relu(g.subtract(halves[0], halves[1]), 0);
          return g.add(halves[1], excess); // max(a, b) = b + relu(a - b)
        });
  }
}
