package org.attentionzoo.layers.output;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Parameters of a {@link TiedTokenOutput}: b [1, V] or nothing. */
final class BiasParams implements ParamInitializer {
  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    TiedTokenOutput output = (TiedTokenOutput) layer;
    return output.hasBias() ? output.getNOut() : 0;
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return biasKeys(layer);
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return Collections.emptyList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return ((TiedTokenOutput) layer).hasBias() ? List.of(BIAS) : List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return false;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return BIAS.equals(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    Map<String, INDArray> params = views(conf, paramsView);
    params.keySet().forEach(conf::addVariable);
    if (initializeParams) {
      double bias = ((TiedTokenOutput) conf.getLayer()).getBiasInit();
      params.values().forEach(b -> b.assign(bias));
    }
    return params;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views(conf, gradientView);
  }

  private Map<String, INDArray> views(NeuralNetConfiguration conf, INDArray flat) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    if (numParams(conf) > 0) {
      views.put(BIAS, flat.reshape('c', 1, flat.length()));
    }
    return views;
  }
}
