package org.attentionzoo.layers.output;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.CheckedOptions;
import org.attentionzoo.layers.runtime.Freezable;
import org.attentionzoo.layers.updater.RegularizationTerms;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * What the two token output layers have in common: sizes, bias, label smoothing. See {@link
 * TokenOutputLayer} for the mathematics.
 */
abstract class BaseTokenOutput extends FeedForwardLayer
    implements CheckedOptions, Freezable, Precise {
  // Field names are the JSON names: renaming one breaks saved models.
  @JsonProperty private boolean hasBias = true;
  @JsonProperty private double labelSmoothing;

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  private boolean frozenWithBackprop;

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private Precision precision;

  BaseTokenOutput() {} // for JSON

  BaseTokenOutput(Builder<?> builder) {
    super(builder);
    hasBias = builder.hasBias;
    labelSmoothing = builder.labelSmoothing;
    initializeConstraints(builder);
  }

  /** Whether the logits have a bias [V]. */
  public boolean hasBias() {
    return hasBias;
  }

  /** ε of label smoothing, in [0, 1). */
  public double getLabelSmoothing() {
    return labelSmoothing;
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

  @Override
  public void checkOptions() {
    requirePositive("nIn (model size d)", nIn);
    requirePositive("nOut (vocabulary size V)", nOut);
    checkSmoothing(labelSmoothing);
    if (!(activationFn instanceof ActivationSoftmax)) {
      throw new IllegalArgumentException(
          "a token output layer has the activation softmax, got " + activationFn);
    }
  }

  private static void checkSmoothing(double labelSmoothing) {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException("labelSmoothing must be in [0, 1), got " + labelSmoothing);
    }
  }

  abstract BaseTokenOutputRuntime<?> runtime(NeuralNetConfiguration conf, DataType type);

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDataType) {
    requirePositive("nIn (model size d)", nIn);
    requirePositive("nOut (vocabulary size V)", nOut);
    BaseTokenOutputRuntime<?> layer = runtime(conf, networkDataType);
    layer.setListeners(listeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(paramsView);
    Map<String, INDArray> params = initializer().init(conf, paramsView, initializeParams);
    layer.setParamTable(params);
    return layer;
  }

  @Override
  public void setRegularization(List<Regularization> terms) {
    super.setRegularization(RegularizationTerms.firstOfEachKind(terms));
  }

  @Override
  public void setRegularizationBias(List<Regularization> terms) {
    super.setRegularizationBias(RegularizationTerms.firstOfEachKind(terms));
  }

  /** The updater, of which the layer takes a copy: {@code setLearningRate} changes it in place. */
  @Override
  public void setIUpdater(IUpdater updater) {
    super.setIUpdater(updater == null ? null : updater.clone());
  }

  @Override
  public void setBiasUpdater(IUpdater updater) {
    super.setBiasUpdater(updater == null ? null : updater.clone());
  }

  /** The activation is fused with the loss: only softmax is accepted. */
  @Override
  public void setActivationFn(IActivation activation) {
    super.setActivationFn(onlySoftmax(activation));
  }

  private static IActivation onlySoftmax(IActivation activation) {
    if (activation != null && !(activation instanceof ActivationSoftmax)) {
      throw new IllegalArgumentException(
          "a token output layer has the activation softmax, got " + activation);
    }
    return activation;
  }

  /** A copy with updaters of its own. */
  @Override
  public BaseTokenOutput clone() {
    BaseTokenOutput copy = (BaseTokenOutput) super.clone();
    copy.setIUpdater(getIUpdater());
    copy.setBiasUpdater(getBiasUpdater());
    return copy;
  }

  private void requirePositive(String what, long size) {
    if (size <= 0) {
      throw new IllegalStateException(
          what + " of " + describe() + " must be positive, got " + size);
    }
  }

  private String describe() {
    return getClass().getSimpleName() + " \"" + layerName + "\"";
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputType.InputTypeRecurrent input = recurrent(inputType);
    return InputType.recurrent(nOut, input.getTimeSeriesLength(), RNNFormat.NCW);
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    InputType.InputTypeRecurrent input = recurrent(inputType);
    if (nIn <= 0 || override) {
      nIn = input.getSize();
    }
  }

  private InputType.InputTypeRecurrent recurrent(InputType inputType) {
    if (inputType instanceof InputType.InputTypeRecurrent input
        && input.getFormat() != RNNFormat.NWC) {
      return input;
    }
    throw new IllegalStateException(
        "input of " + describe() + " must be recurrent in NCW format [N, d, T], got " + inputType);
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null; // only recurrent input is taken, see setNIn
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    long params = initializer().numParams(this);
    long state = getIUpdater() == null ? 0 : getIUpdater().stateSize(params);
    InputType output = getOutputType(-1, inputType);
    return new LayerMemoryReport.Builder(layerName, getClass(), inputType, output)
        .standardMemory(params, state)
        .workingMemory(0, 0, 0, output.arrayElementsPerExample()) // the logits
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public boolean equals(Object o) {
    return o != null
        && getClass() == o.getClass()
        && super.equals(o)
        && hasBias == ((BaseTokenOutput) o).hasBias
        && frozenWithBackprop == ((BaseTokenOutput) o).frozenWithBackprop
        && precision == ((BaseTokenOutput) o).precision
        && Double.compare(labelSmoothing, ((BaseTokenOutput) o).labelSmoothing) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * super.hashCode() + Boolean.hashCode(hasBias))
        + Double.hashCode(labelSmoothing);
  }

  /** Options of both token output layers. */
  @SuppressWarnings("unchecked")
  abstract static class Builder<T extends Builder<T>> extends FeedForwardLayer.Builder<T> {
    private boolean hasBias = true;
    private double labelSmoothing;

    Builder() {
      setActivationFn(new ActivationSoftmax());
    }

    /** Whether the logits have a bias (default true). */
    public T hasBias(boolean hasBias) {
      this.hasBias = hasBias;
      return (T) this;
    }

    /**
     * ε of label smoothing (default 0: none; Vaswani et al. 2017 §5.4 use 0.1).
     *
     * @throws IllegalArgumentException if outside [0, 1)
     */
    public T labelSmoothing(double labelSmoothing) {
      checkSmoothing(labelSmoothing);
      this.labelSmoothing = labelSmoothing;
      return (T) this;
    }

    /** The activation is fused with the loss: only softmax is accepted. */
    @Override
    public T activation(IActivation activation) {
      return super.activation(onlySoftmax(activation));
    }
  }
}
