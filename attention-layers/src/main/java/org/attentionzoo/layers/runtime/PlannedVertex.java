package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * A vertex configuration of this project: several inputs, one output, defined as a graph and run by
 * {@link PlannedVertexRuntime}. See {@link PlannedLayer} for what a subclass provides.
 */
public abstract class PlannedVertex extends SameDiffVertex implements Planned {

  protected PlannedVertex(Builder<?> builder) {
    this.updater = builder.updater;
    this.biasUpdater = builder.biasUpdater;
    this.regularization = new ArrayList<>();
    this.regularizationBias = new ArrayList<>();
  }

  /** For JSON. */
  protected PlannedVertex() {}

  /** Declares the parameters, as in a layer. */
  public abstract void defineParameters(SDVertexParams parameters);

  @Override
  public final void defineParametersAndInputs(SDVertexParams parameters) {
    parameters.defineInputs(inputs().stream().map(Input::name).toArray(String[]::new));
    defineParameters(parameters);
  }

  @Override
  public final Map<String, long[]> parameterShapes() {
    return getVertexParams().getParamShapes();
  }

  /** The input whose mask the output carries on; by default the first. */
  protected int maskedLike() {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return inputs().size();
  }

  @Override
  public int maxVertexInputs() {
    return inputs().size();
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return new Pair<>(masks == null ? null : masks[maskedLike()], state);
  }

  /** The same definition for DL4J's stock runtime, for comparison; without dropout and scans. */
  @Override
  public final SDVariable defineVertex(
      SameDiff sd,
      Map<String, SDVariable> inputs,
      Map<String, SDVariable> parameters,
      Map<String, SDVariable> masks) {
    SDVariable[] inOrder =
        inputs().stream().map(i -> masks.get(i.name())).toArray(SDVariable[]::new);
    return LayerGraph.defineOn(sd, this, inputs, parameters, inOrder);
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType type) {
    setName(name);
    return new PlannedVertexRuntime(this, graph, name, index, parameterView, initialize, type);
  }

  @Override
  public GraphVertex clone() {
    try {
      String json = NeuralNetConfiguration.mapper().writeValueAsString(this);
      return NeuralNetConfiguration.mapper().readValue(json, GraphVertex.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot clone " + getClass().getSimpleName(), e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return EqualsBuilder.reflectionEquals(this, o, "vertexParams", "name");
  }

  @Override
  public int hashCode() {
    return HashCodeBuilder.reflectionHashCode(this, "vertexParams", "name");
  }

  /** Base of the builders, with the training options DL4J reads from a vertex. */
  @SuppressWarnings("unchecked")
  public abstract static class Builder<T extends Builder<T>> {
    private IUpdater updater;
    private IUpdater biasUpdater;

    /** The updater of this vertex's parameters, instead of the network's. */
    public T updater(IUpdater updater) {
      this.updater = updater;
      return (T) this;
    }

    /** The updater of its biases, instead of {@link #updater(IUpdater)}. */
    public T biasUpdater(IUpdater biasUpdater) {
      this.biasUpdater = biasUpdater;
      return (T) this;
    }
  }

  /** The inputs in order; see {@link Planned#inputs}. */
  @Override
  public abstract List<Input> inputs();
}
