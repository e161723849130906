package org.attentionzoo.layers.attention;

import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitUtil;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Initial values of Glorot and Bengio 2010, {@code N(0, 2 / (in + out))}, as DL4J has them. */
final class Xavier {

  private Xavier() {}

  /** Fills a parameter {@code [in, out]}. */
  static void fill(INDArray parameter) {
    long in = parameter.size(0);
    long out = parameter.size(1);
    // over the flat view, so that no order of elements can copy instead of fill
    INDArray flat = parameter.reshape('c', new long[] {parameter.length()});
    WeightInitUtil.initWeights(in, out, flat.shape(), WeightInit.XAVIER, null, 'c', flat);
  }
}
