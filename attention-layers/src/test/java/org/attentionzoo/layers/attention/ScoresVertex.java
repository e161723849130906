package org.attentionzoo.layers.attention;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The masked softmax alone: scores {@code [N, T, S]} and a sequence whose mask is the source's. */
final class ScoresVertex extends PlannedVertex {

  private final int sourceLength;

  ScoresVertex(int sourceLength) {
    super(new Attention.Builder());
    this.sourceLength = sourceLength;
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.sequence("scores", sourceLength), Input.sequence("memory", 1));
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {}

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {}

  @Override
  public SDVariable define(LayerGraph g) {
    return MaskedSoftmax.of(g, g.input("scores"), g.mask("memory"));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... types) {
    return types[0];
  }
}
