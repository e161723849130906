package org.attentionzoo.layers.runtime.dl4j;

import java.util.Locale;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/**
 * A {@link BaseLayer} without what a layer defined by a graph does not have: one activation
 * function, one initialization, weight noise. To ask for these is an error; DL4J's network-wide
 * defaults pass by.
 */
public abstract class GraphDefinedLayer extends BaseLayer {

  // What DL4J asks of every BaseLayer; neither is used.
  private static final IActivation NO_ACTIVATION = new ActivationIdentity();
  private static final IWeightInit NO_WEIGHT_INIT = new WeightInitXavier();

  GraphDefinedLayer(Builder<?> builder) {
    super(builder);
  }

  GraphDefinedLayer() {} // for JSON

  @Override
  public IActivation getActivationFn() {
    return NO_ACTIVATION;
  }

  @Override
  public void setActivationFn(IActivation activation) {
    throw unsupported("activation function", activation);
  }

  @Override
  public IWeightInit getWeightInitFn() {
    return NO_WEIGHT_INIT;
  }

  @Override
  public void setWeightInitFn(IWeightInit init) {
    // TransferLearning sets it for layers whose parameters it then copies
  }

  @Override
  public void setWeightNoise(IWeightNoise noise) {
    if (noise != null) {
      throw unsupported("weight noise", noise);
    }
  }

  private IllegalArgumentException unsupported(String what, Object value) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s \"%s\" takes no %s, got %s",
            getClass().getSimpleName(),
            getLayerName(),
            what,
            value));
  }

  /** Base of the builders: the options that there are not are errors. */
  public abstract static class Builder<T extends Builder<T>> extends BaseLayer.Builder<T> {

    private UnsupportedOperationException unsupported(String option) {
      return new UnsupportedOperationException(
          String.format(
              Locale.ROOT, "the layer of %s has no option %s", getClass().getName(), option));
    }

    @Override
    public T activation(IActivation activation) {
      throw unsupported("activation");
    }

    @Override
    public T weightInit(IWeightInit init) {
      throw unsupported("weightInit");
    }

    @Override
    public T weightInit(WeightInit init) {
      throw unsupported("weightInit");
    }

    @Override
    public T weightInit(Distribution distribution) {
      throw unsupported("weightInit");
    }

    @Override
    public T biasInit(double value) {
      throw unsupported("biasInit");
    }

    @Override
    public T gainInit(double value) {
      throw unsupported("gainInit");
    }

    @Override
    public T weightNoise(IWeightNoise noise) {
      throw unsupported("weightNoise");
    }
  }
}
