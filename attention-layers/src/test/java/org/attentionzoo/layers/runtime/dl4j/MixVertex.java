package org.attentionzoo.layers.runtime.dl4j;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.samediff.SameDiffGraphVertex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** {@code tanh(a W + mean(b) U)}, the mean over real positions; the smallest vertex for tests. */
public final class MixVertex extends PlannedVertex {

  @JsonProperty private int size;
  @JsonProperty private boolean stock;

  MixVertex() {}

  private MixVertex(Builder builder) {
    super(builder);
    size = builder.size;
    stock = builder.stock;
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.sequence("a", size), Input.sequence("b", size));
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {
    parameters.addWeightParam("W", size, size);
    parameters.addWeightParam("U", size, size);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    parameters.values().forEach(p -> p.assign(Nd4j.randn(p.shape()).muli(0.5)));
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable mask = g.sd().expandDims(g.mask("b"), 1); // [N, 1, S]
    SDVariable sum = g.sd().mmul(mask, g.input("b")); // [N, 1, size]
    SDVariable mean = sum.div(g.sd().sum(mask, true, 2));
    g.expose("mean", mean);
    SDVariable context = g.linear(mean, g.parameter("U")); // [N, 1, size]
    return g.sd().math().tanh(g.linear(g.input("a"), g.parameter("W")).add(context));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputTypes) {
    return inputTypes[0];
  }

  @Override
  public GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType type) {
    if (!stock) {
      return super.instantiate(graph, name, index, parameterView, initialize, type);
    }
    setName(name);
    return new SameDiffGraphVertex(this, graph, name, index, parameterView, initialize, type);
  }

  /** Builds the vertex. */
  public static final class Builder extends PlannedVertex.Builder<Builder> {
    private int size;
    private boolean stock;

    Builder size(int size) {
      this.size = size;
      return this;
    }

    /** Runs it on DL4J's stock runtime. */
    Builder stock(boolean stock) {
      this.stock = stock;
      return this;
    }

    MixVertex build() {
      return new MixVertex(this);
    }
  }
}
