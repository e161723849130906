package org.attentionzoo.layers.initial;

import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fills matrices {@code [in, out]} as DL4J does, from ND4J's random generator; they may be views,
 * such as the columns of one gate.
 */
public final class InitialWeights {

  private InitialWeights() {}

  /** Normal values of variance 2 / (in + out), Glorot and Bengio 2010. */
  public static void glorotNormal(INDArray matrix) {
    fill(matrix, WeightInit.XAVIER);
  }

  /** Uniform values of variance 2 / (in + out), Glorot and Bengio 2010. */
  public static void glorotUniform(INDArray matrix) {
    fill(matrix, WeightInit.XAVIER_UNIFORM);
  }

  /**
   * As the name says.
   *
   * @throws IllegalArgumentException unless the array is a matrix of floating-point numbers, and
   *     for DISTRIBUTION, which would have to come with one
   */
  public static void fill(INDArray matrix, WeightInit how) {
    Arguments.within("rank of the matrix", Arguments.given("matrix", matrix).rank(), 2, 2);
    if (!matrix.dataType().isFPType()) {
      throw new IllegalArgumentException(
          "matrix must hold floating-point numbers, but is of type " + matrix.dataType());
    }
    if (Arguments.given("how", how) == WeightInit.DISTRIBUTION) {
      throw new IllegalArgumentException("how must be a distribution of its own, but is " + how);
    }
    long[] shape = matrix.shape();
    INDArray values = Nd4j.createUninitialized(matrix.dataType(), shape, 'c');
    matrix.assign(WeightInitUtil.initWeights(shape[0], shape[1], shape, how, null, 'c', values));
  }
}
