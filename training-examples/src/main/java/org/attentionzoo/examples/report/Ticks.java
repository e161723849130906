package org.attentionzoo.examples.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Round numbers along an axis. */
final class Ticks {

  private Ticks() {}

  /**
   * Multiples of 1, 2 or 5 times a power of ten that cover a range.
   *
   * @param low lowest value
   * @param high highest value, not below it
   * @param most how many steps at most, at least 1
   * @param whole whether only whole numbers make sense
   * @return ascending, at least two
   */
  static List<BigDecimal> covering(double low, double high, int most, boolean whole) {
    double range = high > low ? high - low : Math.max(Math.abs(high), 1);
    BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen((int) Math.floor(Math.log10(range)) - 1);
    if (whole && step.compareTo(BigDecimal.ONE) < 0) {
      step = BigDecimal.ONE;
    }
    for (int i = 0; steps(low, high, step) > most; i++) {
      step = step.multiply(BigDecimal.valueOf(i % 3 == 1 ? 2.5 : 2)); // 1, 2, 5, 10, …
    }
    long first = (long) Math.floor(low / step.doubleValue() + 1e-9);
    long count = Math.max(1, steps(low, high, step));
    List<BigDecimal> ticks = new ArrayList<>();
    for (long i = 0; i <= count; i++) {
      ticks.add(step.multiply(BigDecimal.valueOf(first + i)).stripTrailingZeros());
    }
    return ticks;
  }

  private static long steps(double low, double high, BigDecimal step) {
    double size = step.doubleValue();
    return (long) (Math.ceil(high / size - 1e-9) - Math.floor(low / size + 1e-9));
  }

  /** As people write it; small numbers in powers of ten. */
  static String label(BigDecimal tick) {
    return tick.signum() != 0 && tick.abs().doubleValue() < 1e-3
        ? tick.unscaledValue() + "e" + -tick.scale()
        : tick.toPlainString();
  }
}
