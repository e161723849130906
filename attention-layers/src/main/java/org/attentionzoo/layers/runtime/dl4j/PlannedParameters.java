package org.attentionzoo.layers.runtime.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The declared parameters of one layer or vertex as DL4J asks for them: which there are, and which
 * of them are weights or biases.
 *
 * @param declared the declaration
 * @param initialize fills new parameters
 */
record PlannedParameters(SDLayerParams declared, Consumer<Map<String, INDArray>> initialize)
    implements ParamInitializer {

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return count();
  }

  @Override
  public long numParams(Layer layer) {
    return count();
  }

  private long count() {
    return declared.getParamShapes().values().stream().mapToLong(Dense::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return declared.getParameterKeys();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return declared.getWeightParameterKeys();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return declared.getBiasParameterKeys();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return declared.isWeightParam(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return declared.isBiasParam(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray view, boolean initializeParams) {
    Map<String, INDArray> parameters = slices(declared.getParamShapes(), view);
    if (initializeParams && !parameters.isEmpty()) {
      initialize.accept(parameters);
    }
    declared.getParameterKeys().forEach(conf::addVariable);
    return parameters;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray view) {
    return slices(declared.getParamShapes(), view);
  }

  /** The parameter arrays by name, as views of one vector. */
  static Map<String, INDArray> slices(Map<String, long[]> shapes, INDArray vector) {
    Map<String, INDArray> result = new LinkedHashMap<>();
    if (vector == null) {
      return result;
    }
    INDArray flat = vector.reshape(vector.length());
    long offset = 0;
    for (Map.Entry<String, long[]> e : shapes.entrySet()) {
      long length = Dense.length(e.getValue());
      result.put(
          e.getKey(),
          flat.get(NDArrayIndex.interval(offset, offset + length)).reshape('c', e.getValue()));
      offset += length;
    }
    return result;
  }
}
