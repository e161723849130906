package org.attentionzoo.layers.runtime.dl4j;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.processor.BlasCore;
import org.attentionzoo.layers.runtime.Freezable;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.Planned;
import org.attentionzoo.layers.updater.RegularizationTerms;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A layer configuration of this project: defined as a graph like a SameDiff layer of DL4J, run by
 * {@link PlannedLayerRuntime} instead of DL4J's stock runtime.
 *
 * <p>A subclass declares its single input, parameters ({@code defineParameters}), their initial
 * values ({@code initializeParameters}), its output type and {@link #define}. Its configuration
 * fields carry {@code @JsonProperty} and it has a no-argument constructor, so that it survives
 * DL4J's JSON. Its last act when it is built is {@code initializeConstraints(builder)}.
 *
 * <p>It is a {@link BaseLayer}, and not a SameDiff layer, since those are all that DL4J's {@code
 * setLearningRate} and {@code FineTuneConfiguration} reach.
 */
@JsonIgnoreProperties({
  "activationFn",
  "biasInit",
  "gainInit",
  "iupdater",
  "layerParams",
  "weightInitFn",
  "weightNoise"
})
public abstract class PlannedLayer extends GraphDefinedLayer
    implements Planned, Freezable, Precise {

  static {
    BlasCore.choose();
  }

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  private boolean frozenWithBackprop;

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private Precision precision;

  private transient SDLayerParams layerParams;

  protected PlannedLayer(Builder<?> builder) {
    super(builder);
  }

  /** For JSON. */
  protected PlannedLayer() {}

  /** The one input of this layer. */
  public abstract Input input();

  /** Declares the parameters, weights and biases. */
  public abstract void defineParameters(SDLayerParams parameters);

  /** Fills the parameters of a new layer. */
  public abstract void initializeParameters(Map<String, INDArray> parameters);

  @Override
  public final List<Input> inputs() {
    return List.of(input());
  }

  /** The declared parameters. */
  public final SDLayerParams getLayerParams() {
    if (layerParams == null) {
      layerParams = new SDLayerParams();
      defineParameters(layerParams);
    }
    return layerParams;
  }

  @Override
  public final Map<String, long[]> parameterShapes() {
    return getLayerParams().getParamShapes();
  }

  @Override
  public final ParamInitializer initializer() {
    return new PlannedParameters(getLayerParams(), this::initializeParameters);
  }

  @Override
  protected void initializeConstraints(
      org.deeplearning4j.nn.conf.layers.Layer.Builder<?> constrained) {
    super.initializeConstraints(constrained);
    layerParams = null; // a size may still follow from the input
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType type) {
    PlannedLayerRuntime layer = PlannedLayerRuntime.of(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameterView);
    layer.setParamTable(initializer().init(conf, parameterView, initialize));
    return layer;
  }

  /** The mask of the output: by default that of the input. */
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    return new Pair<>(mask, state);
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    // sizes are options of the builder
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  public boolean isPretrainParam(String parameter) {
    return false;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    return new LayerMemoryReport();
  }

  /** The updater; its name in saved models. */
  @JsonProperty("updater")
  public IUpdater getUpdater() {
    return getIUpdater();
  }

  /** The updater, of which the layer takes a copy: {@code setLearningRate} changes it in place. */
  @JsonProperty("updater")
  public void setUpdater(IUpdater updater) {
    setIUpdater(updater);
  }

  @Override
  public void setIUpdater(IUpdater updater) {
    super.setIUpdater(updater == null ? null : updater.clone());
  }

  @Override
  public void setBiasUpdater(IUpdater updater) {
    super.setBiasUpdater(updater == null ? null : updater.clone());
  }

  @Override
  public void setRegularization(List<Regularization> terms) {
    super.setRegularization(RegularizationTerms.firstOfEachKind(terms));
  }

  @Override
  public void setRegularizationBias(List<Regularization> terms) {
    super.setRegularizationBias(RegularizationTerms.firstOfEachKind(terms));
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

  /** Called by {@code nOutReplace} of DL4J's transfer learning, which needs a FeedForwardLayer. */
  @Override
  public void resetLayerDefaultConfig() {
    throw new UnsupportedOperationException(
        String.format(
            Locale.ROOT,
            "nOutReplace cannot change the size of %s \"%s\": remove it and add another",
            getClass().getSimpleName(),
            getLayerName()));
  }

  @Override
  public boolean equals(Object o) {
    return EqualsBuilder.reflectionEquals(this, o, "biasInit", "gainInit");
  }

  @Override
  public int hashCode() {
    return HashCodeBuilder.reflectionHashCode(this, "biasInit", "gainInit");
  }

  /** A copy with updaters of its own. */
  @Override
  public PlannedLayer clone() {
    PlannedLayer copy = (PlannedLayer) super.clone();
    copy.setIUpdater(getIUpdater());
    copy.setBiasUpdater(getBiasUpdater());
    return copy;
  }

  /** Base of the builders; DL4J's options (updater, l2, constraints, name, …) come with it. */
  @SuppressWarnings("unchecked")
  public abstract static class Builder<T extends Builder<T>> extends GraphDefinedLayer.Builder<T> {

    /** {@link WeightDecay} of the weights, times the learning rate. */
    @Override
    public T weightDecay(double coefficient) {
      return (T) super.weightDecay(Arguments.notNegative("weightDecay", coefficient));
    }

    @Override
    public T weightDecay(double coefficient, boolean timesLearningRate) {
      return (T)
          super.weightDecay(Arguments.notNegative("weightDecay", coefficient), timesLearningRate);
    }

    /** {@link WeightDecay} of the biases, times the learning rate. */
    @Override
    public T weightDecayBias(double coefficient) {
      return (T) super.weightDecayBias(Arguments.notNegative("weightDecayBias", coefficient));
    }

    @Override
    public T weightDecayBias(double coefficient, boolean timesLearningRate) {
      return (T)
          super.weightDecayBias(
              Arguments.notNegative("weightDecayBias", coefficient), timesLearningRate);
    }
  }
}
