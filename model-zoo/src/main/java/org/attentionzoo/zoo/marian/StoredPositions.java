package org.attentionzoo.zoo.marian;

import java.util.Locale;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.WeightsException;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Positions that a file holds although they could be computed: they have to be what would be. */
final class StoredPositions {

  /** Of half precision. */
  private static final double NEAR = 1e-3;

  private static final double LONGEST_WAVE = 10000;

  private StoredPositions() {}

  /**
   * All sines, then all cosines.
   *
   * @throws WeightsException if the tensor {@code [positions, d]} holds anything else; names the
   *     first position
   */
  static void check(NamedTensors file, String name) throws WeightsException {
    if (file.shape(name).length != 2) {
      throw WeightsException.of(file.file(), name, "is no matrix");
    }
    try (INDArray stored = file.read(name)) {
      for (int t = 0; t < stored.rows(); t++) {
        float[] row = stored.getRow(t).toFloatVector();
        for (int k = 0; k < row.length; k++) {
          double expected = value(t, k, row.length);
          if (!(Math.abs(row[k] - expected) <= NEAR)) {
            throw WeightsException.of(
                file.file(),
                name,
                String.format(
                    Locale.ROOT,
                    "holds no sinusoids, as Marian's models have: number %d of position %d is %s,"
                        + " expected %.4f",
                    k,
                    t,
                    row[k],
                    expected));
          }
        }
      }
    }
  }

  private static double value(int t, int k, int size) {
    int sines = (size + 1) / 2;
    double angle = t / Math.pow(LONGEST_WAVE, k % sines * 2.0 / size);
    return k < sines ? Math.sin(angle) : Math.cos(angle);
  }
}
