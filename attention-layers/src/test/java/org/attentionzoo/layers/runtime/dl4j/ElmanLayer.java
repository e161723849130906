package org.attentionzoo.layers.runtime.dl4j;

import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.scan.Scan;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A masked Elman recurrence with dropout in the step; the smallest recurrent layer for tests. */
public final class ElmanLayer extends PlannedLayer {

  @JsonProperty private int size;
  @JsonProperty private double rate;
  @JsonProperty private boolean reversed;

  ElmanLayer() {}

  public ElmanLayer(int size, double rate, boolean reversed) {
    super(new TanhLayer.Builder());
    this.size = size;
    this.rate = rate;
    this.reversed = reversed;
  }

  @Override
  public Input input() {
    return Input.sequence("x", size);
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    parameters.addWeightParam("W", size, size);
    parameters.addWeightParam("U", size, size);
    parameters.addBiasParam("b", size);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    parameters.get("W").assign(Nd4j.randn(parameters.get("W").shape()).muli(0.5));
    parameters.get("U").assign(Nd4j.randn(parameters.get("U").shape()).muli(0.5));
    parameters.get("b").assign(0.1);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable x = g.linear(g.input("x"), g.parameter("W"), g.parameter("b")); // [N, T, size]
    SDVariable mask = g.sd().expandDims(g.mask("x"), 2); // [N, T, 1]
    SDVariable start = g.sd().zerosLike(g.sd().squeeze(g.sd().mean(x, true, 1), 1)); // [N, size]
    Scan.Result run =
        Scan.over(g, "elman")
            .sequence("x", x)
            .fixedSequence("mask", mask)
            .state("s", start)
            .reversed(reversed)
            .step(
                step -> {
                  LayerGraph s = step.graph();
                  SDVariable old = s.input("s");
                  SDVariable sum = s.add(s.input("x"), s.linear(old, s.parameter("U")));
                  SDVariable now = s.dropout(s.sd().math().tanh(sum), rate);
                  SDVariable m = s.input("mask"); // [N, 1]
                  SDVariable next = now.mul(m).add(old.mul(m.rsub(1)));
                  step.output("s", next);
                  step.next("s", next);
                });
    return run.outputs().get("s");
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return inputType;
  }
}
