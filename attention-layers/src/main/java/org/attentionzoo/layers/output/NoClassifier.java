package org.attentionzoo.layers.output;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * An output layer without DL4J's Classifier methods, which mean one class per example and make no
 * sense for sequences of tokens: they throw UnsupportedOperationException.
 */
abstract class NoClassifier<C extends BaseTokenOutput> extends BaseLayer<C>
    implements IOutputLayer {
  NoClassifier(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private UnsupportedOperationException unsupported(String what) {
    return new UnsupportedOperationException(
        what + " is not supported by a token output layer " + layerId());
  }

  @Override
  public double f1Score(DataSet data) {
    throw unsupported("f1Score");
  }

  @Override
  public double f1Score(INDArray examples, INDArray labels) {
    throw unsupported("f1Score");
  }

  @Override
  public int[] predict(INDArray examples) {
    throw unsupported("predict");
  }

  @Override
  public List<String> predict(DataSet data) {
    throw unsupported("predict");
  }

  @Override
  public void fit(DataSetIterator iterator) {
    throw unsupported("fitting a single layer");
  }

  @Override
  public void fit(INDArray examples, INDArray labels) {
    throw unsupported("fitting a single layer");
  }

  @Override
  public void fit(DataSet data) {
    throw unsupported("fitting a single layer");
  }

  @Override
  public void fit(INDArray examples, int[] labels) {
    throw unsupported("fitting a single layer");
  }
}
