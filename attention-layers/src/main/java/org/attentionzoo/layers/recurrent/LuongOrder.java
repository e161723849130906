package org.attentionzoo.layers.recurrent;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.initial.InitialWeights;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Step, then attend: Luong et al. 2015, §3.
 *
 * <pre>
 *   h_t = cell(y_t, h_{t-1}),   or cell([y_t; h̃_{t-1}], h_{t-1}) with input feeding (§3.3)
 *   a_t = alignment(h_t, memory),   c_t = Σ_s a_t(s) h̄_s
 *   output h̃_t = tanh([c_t; h_t] W_c)                                           (eq. 5)
 * </pre>
 *
 * h̃_0 = 0. Of several layers the top one's h queries, and h̃ enters the first. Without input
 * feeding the attention of all steps is computed at once.
 *
 * <p>Parameters: {@code attentional.W [m + H, A]}, the alignment's under {@code attention.}, and
 * with input feeding {@code layer0.C [A, G·H]} for h̃ in the first cell.
 */
public final class LuongOrder extends DecoderOrder {
  @JsonProperty private Alignment alignment;
  @JsonProperty private boolean inputFeeding;
  @JsonProperty private long attentionalSize;

  LuongOrder() {} // for JSON

  /**
   * @param inputFeeding whether the cell reads h̃_{t-1}
   * @param attentionalSize A, the size of h̃ and of the output; Luong et al.: H
   */
  public LuongOrder(Alignment alignment, boolean inputFeeding, long attentionalSize) {
    this.alignment = Arguments.given("alignment", alignment);
    this.inputFeeding = inputFeeding;
    this.attentionalSize = Arguments.size("attentionalSize", attentionalSize);
  }

  @Override
  void check(DecoderShape shape) {
    Arguments.given("alignment", alignment);
    Arguments.size("attentionalSize", attentionalSize);
    alignment.checkSizes(shape.units(), shape.memory());
  }

  @Override
  long outputSize(DecoderShape shape) {
    return attentionalSize;
  }

  @Override
  long fedSize(DecoderShape shape) {
    return inputFeeding ? attentionalSize : 0;
  }

  @Override
  Alignment alignment() {
    return alignment;
  }

  @Override
  boolean attendsInSteps() {
    return inputFeeding;
  }

  @Override
  long carriedSize() {
    return inputFeeding ? attentionalSize : 0;
  }

  @Override
  void defineParameters(SDLayerParams parameters, DecoderShape shape) {
    long memory = shape.memory();
    alignment.defineParameters(parameters, DecoderAttention.PREFIX, shape.units(), memory);
    parameters.addWeightParam("attentional.W", memory + shape.units(), attentionalSize);
  }

  @Override
  void initializeParameters(Map<String, INDArray> parameters) {
    alignment.initializeParameters(parameters, DecoderAttention.PREFIX);
    InitialWeights.glorotNormal(parameters.get("attentional.W"));
  }

  @Override
  DecoderStep.Result step(DecoderStep step) {
    if (!inputFeeding) {
      CarriedState now = new CarriedState(step.cells(step.x()));
      return new DecoderStep.Result(now, new StepOutput(now.top(), null, null));
    }
    LayerGraph g = step.g();
    SDVariable before = step.before().attentional(); // h̃_{t-1}, [N, A]
    SDVariable fed = g.linear(before, g.parameter(RecurrentDecoder.FED)); // [N, G·H]
    CarriedState cells = new CarriedState(step.cells(g.add(step.x(), fed)));
    DecoderAttention.Read read = DecoderAttention.step(step, alignment, cells.top());
    SDVariable now = step.hold(attentional(g, 1, read.context(), cells.top()), before);
    return new DecoderStep.Result(
        new CarriedState(now, cells.cells()), new StepOutput(now, null, read.weights()));
  }

  @Override
  Output finish(DecoderScope scope, StepOutput stacked, SDVariable y) {
    if (inputFeeding) {
      return new Output(stacked.readout(), stacked.weights());
    }
    SDVariable h = stacked.readout(); // [N, T, H]
    DecoderAttention.Read read = DecoderAttention.read(scope, alignment, h);
    return new Output(attentional(scope.g(), 2, read.context(), h), read.weights());
  }

  private static SDVariable attentional(LayerGraph g, int axis, SDVariable c, SDVariable h) {
    return g.tanh(g.linear(List.of(c, h), axis, g.parameter("attentional.W"), null));
  }
}
