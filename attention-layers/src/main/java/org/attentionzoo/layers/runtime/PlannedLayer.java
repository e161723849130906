package org.attentionzoo.layers.runtime;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer configuration of this project: defined as a graph like DL4J's {@link SameDiffLayer}, run
 * by {@link PlannedLayerRuntime} instead of DL4J's stock runtime.
 *
 * <p>A subclass declares its single input, parameters ({@code defineParameters}), their initial
 * values ({@code initializeParameters}), its output type and {@link #define}. Its configuration
 * fields carry {@code @JsonProperty} and it has a no-argument constructor, so that it survives
 * DL4J's JSON.
 */
public abstract class PlannedLayer extends SameDiffLayer implements Planned {

  protected PlannedLayer(Builder<?> builder) {
    super(builder);
  }

  /** For JSON. */
  protected PlannedLayer() {}

  /** The one input of this layer. */
  public abstract Input input();

  @Override
  public final List<Input> inputs() {
    return List.of(input());
  }

  @Override
  public final Map<String, long[]> parameterShapes() {
    return getLayerParams().getParamShapes();
  }

  /** The same definition for DL4J's stock runtime, for comparison; without dropout and scans. */
  @Override
  public final SDVariable defineLayer(
      SameDiff sd, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask) {
    return LayerGraph.defineOn(sd, this, Map.of(input().name(), input), parameters, mask);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType type) {
    PlannedLayerRuntime layer = new PlannedLayerRuntime(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameterView);
    layer.setParamTable(initializer().init(conf, parameterView, initialize));
    return layer;
  }

  @Override
  public boolean equals(Object o) {
    return EqualsBuilder.reflectionEquals(this, o, "layerParams");
  }

  @Override
  public int hashCode() {
    return HashCodeBuilder.reflectionHashCode(this, "layerParams");
  }

  @Override
  public PlannedLayer clone() {
    return (PlannedLayer) super.clone();
  }

  /** Base of the builders; DL4J's options (updater, l2, name, …) come with it. */
  public abstract static class Builder<T extends Builder<T>> extends SameDiffLayer.Builder<T> {}
}
