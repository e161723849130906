package org.attentionzoo.layers.attention;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.attentionzoo.layers.runtime.scan.Scan;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An alignment run one target position at a time, as a recurrent decoder does. */
final class ScanAttention extends PlannedVertex {

  private static final int SIZE = AttentionNets.SIZE;
  private final Alignment alignment;

  ScanAttention(Alignment alignment) {
    super(new Attention.Builder());
    this.alignment = alignment;
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.sequence("query", SIZE), Input.sequence("memory", SIZE));
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {
    alignment.defineParameters(parameters, "align", SIZE, SIZE);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    alignment.initializeParameters(parameters, "align");
  }

  @Override
  public SDVariable define(LayerGraph g) {
    AttentionScope scope = new AttentionScope(g, "align", SIZE, SIZE);
    SDVariable query = g.input("query"); // [N, T, q]
    SDVariable memory = g.input("memory"); // [N, S, m]
    SDVariable positions = g.sd().expandDims(Shapes.positions(g, query), 2); // [N, T, 1]
    Scan.Result run =
        Scan.over(g, "decoder")
            .sequence("query", query)
            .fixedSequence("position", positions)
            .constant("keys", alignment.keys(scope, memory))
            .constant("memory", memory)
            .fixedConstant("mask", g.mask("memory"))
            .step(
                step -> {
                  LayerGraph s = step.graph();
                  AttentionScope inner = scope.within(s);
                  SDVariable one = s.sd().expandDims(s.input("query"), 1); // [N, 1, q]
                  SDVariable weights =
                      alignment.weights(
                          inner, one, s.input("keys"), s.input("mask"), s.input("position"));
                  SDVariable context = alignment.context(inner, weights, s.input("memory"));
                  step.output("context", s.sd().squeeze(context, 1)); // [N, m]
                });
    return run.outputs().get("context");
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... types) {
    return types[0];
  }
}
