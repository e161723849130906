package org.attentionzoo.zoo.metrics;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/**
 * What BLEU does about an n-gram order without a match, which would make the whole score zero (Chen
 * and Cherry 2014). Immutable.
 */
public final class Smoothing {

  private enum Method {
    NONE,
    FLOOR,
    ADD_K,
    EXP
  }

  private final Method method;
  private final double value;

  private Smoothing(Method method, double value) {
    this.method = method;
    this.value = value;
  }

  /** Nothing: the score is zero. */
  public static Smoothing none() {
    return new Smoothing(Method.NONE, 0);
  }

  /** Each order without a match counts half as much as the one before it; the usual one. */
  public static Smoothing exp() {
    return new Smoothing(Method.EXP, 0);
  }

  /**
   * An order without a match counts as if it had this many; 0.1 is usual.
   *
   * @throws IllegalArgumentException if negative or not a number
   */
  public static Smoothing floor(double matches) {
    return new Smoothing(Method.FLOOR, checked("floor", matches));
  }

  /**
   * Adds k to matches and totals of every order above one; 1 is usual.
   *
   * @throws IllegalArgumentException if negative or not a number
   */
  public static Smoothing addK(double k) {
    return new Smoothing(Method.ADD_K, checked("add-k", k));
  }

  /**
   * The smoothing with a name of sacreBLEU and its usual value there.
   *
   * @param name {@code none}, {@code floor}, {@code add-k} or {@code exp}
   * @throws IllegalArgumentException if it is none of them
   */
  public static Smoothing of(String name) {
    Arguments.given("name", name);
    return switch (name) {
      case "none" -> none();
      case "exp" -> exp();
      case "floor" -> floor(0.1);
      case "add-k" -> addK(1);
      default ->
          throw new IllegalArgumentException(
              "Smoothing \"" + name + "\" is unknown, expected none, floor, add-k or exp");
    };
  }

  private static double checked(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The value of " + name + " smoothing must be 0 or more, got " + value);
    }
    return value;
  }

  /**
   * The precision of each order in percent. Ends at the first order without any n-gram.
   *
   * @param matches matching n-grams by order, from 1
   * @param totals n-grams of the hypotheses by order, from 1
   * @return as many values as orders; 0 where nothing matched and nothing was smoothed
   */
  double[] precisions(double[] matches, double[] totals) {
    double[] precisions = new double[matches.length];
    double halved = 1;
    for (int i = 0; i < matches.length; i++) {
      double added = method == Method.ADD_K && i > 0 ? value : 0;
      double match = matches[i] + added;
      double total = totals[i] + added;
      if (total == 0) {
        break;
      }
      if (match == 0 && method == Method.EXP) {
        halved /= 2;
        match = halved;
      } else if (match == 0 && method == Method.FLOOR) {
        match = value;
      }
      precisions[i] = 100 * match / total;
    }
    return precisions;
  }

  /** Orders that have n-grams to count, when they are smoothed. */
  int effectiveOrder(double[] totals) {
    int order = 0;
    while (order < totals.length
        && (totals[order] > 0 || (method == Method.ADD_K && order > 0 && value > 0))) {
      order++;
    }
    return order;
  }

  /** As in a sacreBLEU signature, such as {@code exp} or {@code floor[0.10]}. */
  public String signature() {
    return switch (method) {
      case NONE -> "none";
      case EXP -> "exp";
      case FLOOR -> String.format(Locale.ROOT, "floor[%.2f]", value);
      case ADD_K -> String.format(Locale.ROOT, "add-k[%.2f]", value);
    };
  }

  @Override
  public String toString() {
    return signature();
  }
}
