package org.attentionzoo.examples.benchmark;

import java.util.Map;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.precision.Precision;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How fast a training step could be if it did nothing but multiply matrices. */
final class MatrixWork {
  private static final int SIDE = 2048;
  private static final int REPEATS = 12;
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;

  private MatrixWork() {}

  /**
   * Floating-point operations that a training step on N·T tokens spends on products with weights:
   * each weight is multiplied and added once a token, forward, and twice as often backward. Left
   * out: embedding tables, which are looked up; the products of queries with keys and of weights
   * with values, which are small; the decoder's first state, which is made once a sentence.
   */
  static double flopsOfStep(ComputationGraph net, long tokens) {
    long weights = 0;
    for (Map.Entry<String, INDArray> parameter : net.paramTable().entrySet()) {
      INDArray value = parameter.getValue();
      boolean matrix = value.rank() == 2 && value.size(0) > 1 && value.size(1) > 1;
      boolean oncePerToken =
          !parameter.getKey().contains("Embedding_") && !parameter.getKey().contains("_start");
      weights += matrix && oncePerToken ? value.length() : 0;
    }
    return 6.0 * weights * tokens;
  }

  /**
   * The best rate of a product of two big matrices, by OpenBLAS, by the library's own choice, or of
   * narrow numbers by oneDNN (whichever is fastest), in operations a second.
   *
   * @param precision the narrowest that may be
   * @param threads of OpenBLAS; the library's are those of its kernels
   */
  static double measuredRate(Precision precision, int threads) {
    INDArray a = Nd4j.ones(DataType.FLOAT, SIDE, SIDE);
    INDArray c = Nd4j.create(DataType.FLOAT, SIDE, SIDE);
    double ours =
        Math.max(
            bestRate(() -> Gemm.multiply(Matrix.of(a), Matrix.of(a), Matrix.of(c))),
            narrowRate(precision, threads));
    int before = openblas_nolapack.blas_get_num_threads();
    openblas_nolapack.blas_set_num_threads(threads);
    try (FloatPointer factor = NativeMemory.floats(a);
        FloatPointer product = NativeMemory.floats(c)) {
      return Math.max(
          ours,
          bestRate(
              () ->
                  openblas_nolapack.cblas_sgemm(
                      ROW_MAJOR, PLAIN, PLAIN, SIDE, SIDE, SIDE, 1f, factor, SIDE, factor, SIDE, 0f,
                      product, SIDE)));
    } finally {
      openblas_nolapack.blas_set_num_threads(before);
    }
  }

  private static double narrowRate(Precision precision, int threads) {
    Runnable product =
        precision == Precision.FLOAT32 ? null : BigNarrowProduct.of(precision, SIDE, threads);
    return product == null ? 0 : bestRate(product);
  }

  private static double bestRate(Runnable product) {
    return 2 * Math.pow(SIDE, 3) / leastSeconds(product);
  }

  /** The least time of a dozen. */
  static double leastSeconds(Runnable work) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      work.run();
      least = Math.min(least, (System.nanoTime() - start) / 1e9);
    }
    return least;
  }
}
