package org.attentionzoo.layers.recurrent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.attentionzoo.layers.initial.InitialWeights;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Shapes and initial values of one cell's parameters: {@code W [in, G·H]}, {@code U [H, G·H]},
 * {@code b [G·H]} and, for the GRU, {@code c [H]}; their names begin with a prefix.
 */
record CellParameters(Cell cell, String prefix, long in, long units) {

  Map<String, long[]> weights() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(prefix + "W", new long[] {in, cell.gates() * units});
    shapes.put(prefix + "U", new long[] {units, cell.gates() * units});
    return shapes;
  }

  Map<String, long[]> biases() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(prefix + "b", new long[] {cell.gates() * units});
    if (cell == Cell.GRU) {
      shapes.put(prefix + "c", new long[] {units});
    }
    return shapes;
  }

  /**
   * W as asked (Xavier by default), U orthogonal gate by gate (Saxe et al. 2014), biases 0 but for
   * the LSTM's forget gate (Jozefowicz et al. 2015: 1).
   */
  void initialize(Map<String, INDArray> parameters, WeightInit weightInit, double forgetBias) {
    INDArray w = parameters.get(prefix + "W");
    INDArray u = parameters.get(prefix + "U");
    for (int gate = 0; gate < cell.gates(); gate++) {
      InitialWeights.fill(gate(w, gate, units), weightInit);
      gate(u, gate, units).assign(orthogonal());
    }
    biases().keySet().forEach(key -> parameters.get(key).assign(0));
    if (cell == Cell.LSTM) {
      INDArray b = parameters.get(prefix + "b");
      b.get(NDArrayIndex.interval(units, 2 * units)).assign(forgetBias);
    }
  }

  /** Glorot's normal values for each of the gates side by side in {@code [in, G·H]}. */
  static void glorotByGate(INDArray matrix, int gates) {
    long units = matrix.shape()[1] / gates;
    for (int gate = 0; gate < gates; gate++) {
      InitialWeights.glorotNormal(gate(matrix, gate, units));
    }
  }

  private static INDArray gate(INDArray matrix, int gate, long units) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(gate * units, (gate + 1) * units));
  }

  /** A random orthogonal matrix: normal columns, made orthonormal one after the other. */
  private INDArray orthogonal() {
    int n = Math.toIntExact(units);
    Random random = new Random(Nd4j.getRandom().nextLong()); // depends on the network's seed
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      double norm = 0;
      while (norm < 1e-8) { // a row within the span of the others is drawn again
        for (int k = 0; k < n; k++) {
          rows[i][k] = random.nextGaussian();
        }
        for (int j = 0; j < i; j++) {
          subtractProjection(rows[i], rows[j]);
        }
        norm = Math.sqrt(dot(rows[i], rows[i]));
      }
      for (int k = 0; k < n; k++) {
        rows[i][k] /= norm;
      }
    }
    return Nd4j.createFromArray(rows);
  }

  private static void subtractProjection(double[] x, double[] unit) {
    double length = dot(x, unit);
    for (int k = 0; k < x.length; k++) {
      x[k] -= length * unit[k];
    }
  }

  private static double dot(double[] x, double[] y) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int k = 0;
    for (; k + 3 < x.length; k += 4) { // four sums: additions need not wait for each other
      a += x[k] * y[k];
      b += x[k + 1] * y[k + 1];
      c += x[k + 2] * y[k + 2];
      d += x[k + 3] * y[k + 3];
    }
    for (; k < x.length; k++) {
      a += x[k] * y[k];
    }
    return a + b + c + d;
  }
}
