package org.attentionzoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A gradient in FLOAT against a difference of values, as closely as floats allow. */
public final class Slope {
  private static final double STEP = 2e-4;

  private Slope() {}

  /**
   * Asserts that the gradient is the slope along one direction, to 2 % of the gradient's length.
   *
   * @param point in FLOAT; moved, and put back
   * @param value what the gradient is of, at the point as it is when it is asked for
   */
  public static void check(String what, INDArray point, INDArray gradient, DoubleSupplier value) {
    INDArray before = point.dup();
    INDArray exact = gradient.castTo(DataType.DOUBLE);
    INDArray direction = Nets.values(5, point.length()).reshape(point.shape());
    INDArray step = direction.mul(STEP).castTo(DataType.FLOAT);
    point.addi(step);
    double above = value.getAsDouble();
    point.assign(before).subi(step);
    double below = value.getAsDouble();
    point.assign(before);
    double scale = exact.norm2Number().doubleValue();
    assertThat((above - below) / (2 * STEP))
        .as("slope along %s, for a gradient of length %s", what, scale)
        .isCloseTo(exact.mul(direction).sumNumber().doubleValue(), within(0.02 * scale));
  }
}
