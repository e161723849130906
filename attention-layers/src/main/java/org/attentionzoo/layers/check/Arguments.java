package org.attentionzoo.layers.check;

import java.util.Arrays;
import java.util.Map;

/**
 * Checks of arguments, each of which names what is wrong and its value in an {@link
 * IllegalArgumentException}. For what a user may call; inner loops have none.
 */
public final class Arguments {

  /**
   * The largest size of a vector or vocabulary. Far above all that is trained, and low enough that
   * a product of two sizes, times the gates of a cell, is a {@code long}.
   */
  public static final long LARGEST_SIZE = 1L << 24;

  /** The most layers that a stack may have. */
  public static final int MOST_LAYERS = 1024;

  private Arguments() {}

  /** The value, which may not be null. */
  public static <T> T given(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be given, but is null");
    }
    return value;
  }

  /** The values, none of which may be null. */
  public static <T extends Iterable<?>> T allGiven(String name, T values) {
    int i = 0;
    for (Object value : given(name, values)) {
      element(name, i, value);
      i++;
    }
    return values;
  }

  /** The values, none of which may be null. */
  public static <T> T[] allGiven(String name, T[] values) {
    allGiven(name, Arrays.asList(given(name, values)));
    return values;
  }

  /** The map, in which neither keys nor values may be null. */
  public static <K, V> Map<K, V> allGiven(String name, Map<K, V> map) {
    given(name, map)
        .forEach(
            (key, value) -> {
              if (key == null || value == null) {
                throw new IllegalArgumentException(
                    name + " must hold no null, but holds " + key + " = " + value);
              }
            });
    return map;
  }

  private static void element(String name, int index, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(
          name + " must hold no null, but element " + index + " is null");
    }
  }

  /** The value, from {@code least} to {@code most}. */
  public static long within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          value < least
              ? name + " must be at least " + least + ", but is " + value
              : name + " must be at most " + most + ", but is " + value);
    }
    return value;
  }

  /** A size, which may not be larger than {@link #LARGEST_SIZE}. */
  public static long notTooLarge(String name, long size) {
    return within(name, size, Long.MIN_VALUE, LARGEST_SIZE);
  }

  /** A number of layers: at least 1, and not more than {@link #MOST_LAYERS}. */
  public static int layers(String name, int layers) {
    return (int) within(name, layers, 1, MOST_LAYERS);
  }

  /** A size or count, at least 1 and not larger than {@link #LARGEST_SIZE}. */
  public static long size(String name, long size) {
    return within(name, size, 1, LARGEST_SIZE);
  }

  /** A length, which may not be more than there is room for. */
  public static void notLonger(String owner, long length, long most) {
    if (length > most) {
      throw new IllegalArgumentException(
          owner + ": sequence of length " + length + " is longer than the maximum length " + most);
    }
  }

  /** A rate, as of dropout, in [0, 1). */
  public static double rate(String name, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), but is " + rate);
    }
    return rate;
  }

  /** The value, which may be neither 0, negative, NaN nor infinite. */
  public static double positive(String name, double value) {
    if (!(finite(name, value) > 0)) {
      throw new IllegalArgumentException(name + " must be above 0, but is " + value);
    }
    return value;
  }

  /** The value, which may be neither NaN nor infinite. */
  public static double finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be a finite number, but is " + value);
    }
    return value;
  }

  /** The value, which may be 0, but not negative, NaN or infinite. */
  public static double notNegative(String name, double value) {
    if (!(finite(name, value) >= 0)) {
      throw new IllegalArgumentException(name + " must be at least 0, but is " + value);
    }
    return value;
  }
}
