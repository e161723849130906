package org.attentionzoo.examples.benchmark;

import java.util.Map;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.precision.Precision;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How fast a search could be if it did nothing but multiply weights: it can neither multiply faster
 * than big products do nor read the weights of a step faster than memory lets it.
 *
 * @param sourceWeights used once a source token: those of the encoder, and what the decoder makes
 *     of the encoder's output
 * @param stepWeights used once a hypothesis and step
 */
record DecodingWork(long sourceWeights, long stepWeights) {
  /** Of a model of the zoo or a {@link Yardstick}, whose parameters have the usual names. */
  static DecodingWork of(ComputationGraph net) {
    long source = 0;
    long step = 0;
    for (Map.Entry<String, INDArray> parameter : net.paramTable().entrySet()) {
      String name = parameter.getKey();
      INDArray value = parameter.getValue();
      if (value.rank() != 2 || value.size(0) == 1 || name.contains("Embedding_")) {
        continue; // a vector, or a table in which rows are looked up
      }
      boolean ofSource =
          name.startsWith("encoder")
              || name.contains("crossWk")
              || name.contains("crossWv")
              || name.contains("attention.U")
              || name.contains("_start");
      source += ofSource ? value.length() : 0;
      step += ofSource ? 0 : value.length();
    }
    return new DecodingWork(source, step);
  }

  /**
   * The least time of a batch of N sources of S tokens, T steps and so many hypotheses of each.
   *
   * @param flops of big products, a second
   * @param weights read from memory, a second
   */
  double seconds(int n, int s, int t, int beam, double flops, double weights) {
    double first = seconds(stepWeights, n, flops, weights);
    double others = (t - 1) * seconds(stepWeights, (long) n * beam, flops, weights);
    return seconds(sourceWeights, (long) n * s, flops, weights) + first + others;
  }

  private static double seconds(long count, long rows, double flops, double weights) {
    return Math.max(2.0 * count * rows / flops, count / weights);
  }

  /** How many of a step's weights are read a second at best, by OpenBLAS's scalar product. */
  double measuredWeights(Precision precision, int threads) {
    int floats = Math.toIntExact(stepWeights * bytes(precision) / Float.BYTES);
    int before = openblas_nolapack.blas_get_num_threads();
    openblas_nolapack.blas_set_num_threads(threads);
    try (INDArray weights = Nd4j.ones(DataType.FLOAT, floats);
        FloatPointer x = NativeMemory.floats(weights)) {
      double seconds =
          MatrixWork.leastSeconds(() -> openblas_nolapack.cblas_sdot(floats, x, 1, x, 1));
      return stepWeights / seconds;
    } finally {
      openblas_nolapack.blas_set_num_threads(before);
    }
  }

  private static long bytes(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> Float.BYTES;
      case BF16 -> Short.BYTES;
      case INT8 -> Byte.BYTES;
    };
  }
}
