package org.attentionzoo.layers.recurrent;

import java.util.LinkedHashMap;
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
  private static final String ATTENTIONAL = "attentional";

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
    alignment.checkSizes(shape.units(), shape.memory().memorySize());
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
  long longestMemory() {
    return alignment.score().longestMemory();
  }

  @Override
  void defineParameters(SDLayerParams parameters, DecoderShape shape) {
    long memory = shape.memory().memorySize();
    alignment.defineParameters(parameters, DecoderAttention.PREFIX, shape.units(), memory);
    parameters.addWeightParam("attentional.W", memory + shape.units(), attentionalSize);
  }

  @Override
  void initializeParameters(Map<String, INDArray> parameters) {
    alignment.initializeParameters(parameters, DecoderAttention.PREFIX);
    InitialWeights.glorotNormal(parameters.get("attentional.W"));
  }

  @Override
  Map<String, SDVariable> start(
      LayerGraph g, DecoderShape shape, SDVariable memory, SDVariable mask) {
    Map<String, SDVariable> shared = DecoderAttention.start(g, shape, alignment, memory, mask);
    if (inputFeeding) {
      shared.put(ATTENTIONAL, Recurrence.zeros(g, memory, attentionalSize));
    }
    return shared;
  }

  @Override
  List<String> states() {
    return inputFeeding ? List.of(ATTENTIONAL) : List.of();
  }

  @Override
  List<String> sharedNames() {
    return DecoderAttention.SHARED;
  }

  @Override
  List<String> stepConstants() {
    return inputFeeding ? DecoderAttention.SHARED : List.of();
  }

  @Override
  Map<String, SDVariable> step(DecoderStep step) {
    SDVariable x = step.in().get("x");
    if (!inputFeeding) {
      return step.cells(x);
    }
    LayerGraph g = step.g();
    SDVariable before = step.in().get(ATTENTIONAL); // h̃_{t-1}, [N, A]
    Map<String, SDVariable> values = new LinkedHashMap<>();
    SDVariable fed = g.linear(before, g.parameter(RecurrentDecoder.FED)); // [N, G·H]
    values.putAll(step.cells(g.add(x, fed)));
    SDVariable h = values.get(step.shape().top());
    DecoderAttention.Read read = DecoderAttention.step(step, alignment, h);
    SDVariable now = attentional(g, 1, read.context(), h);
    values.putAll(step.hold(Map.of(ATTENTIONAL, now), Map.of(ATTENTIONAL, before)));
    values.put(WEIGHTS, read.weights());
    return values;
  }

  @Override
  List<String> stepOutputs(DecoderShape shape) {
    return inputFeeding ? List.of(ATTENTIONAL, WEIGHTS) : List.of(shape.top());
  }

  @Override
  Map<String, SDVariable> finish(
      LayerGraph g,
      DecoderShape shape,
      Map<String, SDVariable> stacked,
      SDVariable y,
      Map<String, SDVariable> shared,
      SDVariable positions) {
    if (inputFeeding) {
      return Map.of(OUTPUT, stacked.get(ATTENTIONAL), WEIGHTS, stacked.get(WEIGHTS));
    }
    SDVariable h = stacked.get(shape.top()); // [N, T, H]
    DecoderAttention.Read read = DecoderAttention.read(g, shape, alignment, h, shared, positions);
    return Map.of(OUTPUT, attentional(g, 2, read.context(), h), WEIGHTS, read.weights());
  }

  private static SDVariable attentional(LayerGraph g, int axis, SDVariable c, SDVariable h) {
    return g.tanh(g.linear(List.of(c, h), axis, g.parameter("attentional.W"), null));
  }
}
