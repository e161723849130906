package org.attentionzoo.layers.runtime.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.processor.BlasCore;
import org.attentionzoo.layers.runtime.Freezable;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.Planned;
import org.attentionzoo.layers.runtime.StockDefinition;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
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
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * A vertex configuration of this project: several inputs, one output, defined as a graph and run by
 * {@link PlannedVertexRuntime}. See {@link PlannedLayer} for what a subclass provides.
 */
public abstract class PlannedVertex extends SameDiffVertex implements Planned, Freezable, Precise {

  static {
    BlasCore.choose();
  }

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  private boolean frozen;

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  private boolean frozenWithBackprop;

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private Precision precision;

  private final Origin origin = new Origin();

  protected PlannedVertex(Builder<?> builder) {
    setUpdater(builder.updater);
    setBiasUpdater(builder.biasUpdater);
    this.regularization = new ArrayList<>(builder.regularization);
    this.regularizationBias = new ArrayList<>(builder.regularizationBias);
    this.gradientNormalization = builder.gradientNormalization;
    this.gradientNormalizationThreshold = builder.gradientNormalizationThreshold;
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
    return StockDefinition.define(sd, this, inputs, parameters, inOrder);
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
    if (remembers() && graph.getConfiguration().getBackpropType() == BackpropType.TruncatedBPTT) {
      throw new UnsupportedOperationException(
          String.format(
              Locale.ROOT,
              "%s \"%s\" stores no state for truncated backpropagation through time: train with"
                  + " BackpropType.Standard",
              getClass().getSimpleName(),
              name));
    }
    origin.instantiate(new VertexLayerConf(this), graph.getConfiguration(), initialize);
    return new PlannedVertexRuntime(this, graph, name, index, parameterView, initialize, type);
  }

  /** Whether the parameters stay as they are and the backward pass ends here. */
  @JsonIgnore
  public final boolean isFrozen() {
    return frozen;
  }

  /** As DL4J's transfer learning freezes: all that lies below has to be frozen, too. */
  @JsonIgnore
  public final void setFrozen(boolean frozen) {
    this.frozen = frozen;
  }

  @JsonIgnore
  @Override
  public final boolean isFrozenWithBackprop() {
    return frozenWithBackprop;
  }

  @JsonIgnore
  @Override
  public final void setFrozenWithBackprop(boolean frozen) {
    frozenWithBackprop = frozen;
  }

  @JsonIgnore
  @Override
  public final Precision getPrecision() {
    return precision;
  }

  @JsonIgnore
  @Override
  public final void setPrecision(Precision precision) {
    this.precision = Precise.checked(precision);
  }

  @Override
  public IUpdater getUpdaterByParam(String parameter) {
    Arguments.given("parameter", parameter);
    return frozenWithBackprop ? new NoOp() : super.getUpdaterByParam(parameter);
  }

  @Override
  public List<Regularization> getRegularizationByParam(String parameter) {
    Arguments.given("parameter", parameter);
    return frozenWithBackprop ? List.of() : super.getRegularizationByParam(parameter);
  }

  /** The updater, of which the vertex takes a copy: {@code setLearningRate} changes it in place. */
  @Override
  public void setUpdater(IUpdater updater) {
    super.setUpdater(updater == null ? null : updater.clone());
  }

  @Override
  public void setBiasUpdater(IUpdater updater) {
    super.setBiasUpdater(updater == null ? null : updater.clone());
  }

  /** Takes what it has not set itself from the network-wide options. */
  @Override
  public void applyGlobalConfig(NeuralNetConfiguration.Builder network) {
    super.applyGlobalConfig(network);
    setUpdater(getUpdater()); // not the network's own, of which others have a share
    setBiasUpdater(getBiasUpdater());
    setRegularization(copies(getRegularization()));
    setRegularizationBias(copies(getRegularizationBias()));
  }

  private static List<Regularization> copies(List<Regularization> terms) {
    if (terms == null) {
      return new ArrayList<>();
    }
    return terms.stream()
        .map(Regularization::clone)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  @Override
  public GraphVertex clone() {
    try {
      String json = NeuralNetConfiguration.mapper().writeValueAsString(this);
      PlannedVertex copy =
          (PlannedVertex) NeuralNetConfiguration.mapper().readValue(json, GraphVertex.class);
      copy.origin.copiedFrom(origin);
      return copy;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot clone " + getClass().getSimpleName(), e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return EqualsBuilder.reflectionEquals(this, o, "vertexParams", "name", "origin");
  }

  @Override
  public int hashCode() {
    return HashCodeBuilder.reflectionHashCode(this, "vertexParams", "name", "origin");
  }

  /**
   * Base of the builders, with the training options that DL4J reads from a vertex; each that is not
   * given is the network's.
   */
  @SuppressWarnings("unchecked")
  public abstract static class Builder<T extends Builder<T>> {
    private IUpdater updater;
    private IUpdater biasUpdater;
    private List<Regularization> regularization = List.of();
    private List<Regularization> regularizationBias = List.of();
    private GradientNormalization gradientNormalization;
    private double gradientNormalizationThreshold = Double.NaN;

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

    /** L1, L2 or weight decay of its weights, such as {@code new L2Regularization(1e-4)}. */
    public T regularization(Regularization... terms) {
      this.regularization = List.of(Arguments.allGiven("regularization", terms));
      return (T) this;
    }

    /** The same of its biases. */
    public T regularizationBias(Regularization... terms) {
      this.regularizationBias = List.of(Arguments.allGiven("regularizationBias", terms));
      return (T) this;
    }

    /** How its gradient is clipped or normalized before it is applied. */
    public T gradientNormalization(GradientNormalization normalization, double threshold) {
      this.gradientNormalization = Arguments.given("normalization", normalization);
      this.gradientNormalizationThreshold = Arguments.notNegative("threshold", threshold);
      return (T) this;
    }
  }

  /** The inputs in order; see {@link Planned#inputs}. */
  @Override
  public abstract List<Input> inputs();
}
