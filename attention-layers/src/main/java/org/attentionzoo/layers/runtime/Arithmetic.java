package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arithmetic of a {@link LayerGraph}: what SameDiff lacks, differentiates wrongly, or has a
 * faster path for.
 */
public abstract sealed class Arithmetic permits LayerGraph {

  /** The SameDiff graph, for ops this class has no method for. */
  public abstract SameDiff sd();

  /** The type of activations and parameters: FLOAT or DOUBLE. */
  public abstract DataType dataType();

  /** Whether faster paths are taken. */
  public abstract boolean isFused();

  /** Takes in what is no op of SameDiff. */
  abstract OwnSteps steps();

  /** Adds a step of our own. */
  public abstract List<SDVariable> call(PlanFunction function, SDVariable... arguments);

  /** A part of the definition that has a faster path. */
  public abstract SDVariable fused(
      PlanFunction function, List<SDVariable> arguments, Supplier<SDVariable> definition);

  /** The same with several outputs. */
  public abstract List<SDVariable> fusedAll(
      PlanFunction function, List<SDVariable> arguments, Supplier<List<SDVariable>> definition);

  /** A number for a place where random numbers are drawn. */
  public abstract int newSite();

  /** {@code x · weight}: {@code [.., a] · [a, b] → [.., b]} for x of rank 2 or 3. */
  public SDVariable linear(SDVariable x, SDVariable weight) {
    Arguments.given("x", x);
    Arguments.given("weight", weight);
    return linear(x, List.of(weight), List.of()).get(0);
  }

  /** {@code x · weight + bias}: {@code [.., a] · [a, b] + [b] → [.., b]} for x of rank 2 or 3. */
  public SDVariable linear(SDVariable x, SDVariable weight, SDVariable bias) {
    Arguments.given("x", x);
    Arguments.given("weight", weight);
    Arguments.given("bias", bias);
    return linear(x, List.of(weight), List.of(bias)).get(0);
  }

  /**
   * Several linear maps of the same x, such as queries, keys and values.
   *
   * @param biases one a weight, or none at all
   */
  public List<SDVariable> linear(SDVariable x, List<SDVariable> weights, List<SDVariable> biases) {
    Arguments.given("x", x);
    Arguments.allGiven("weights", weights);
    Arguments.allGiven("biases", biases);
    List<SDVariable> arguments = new ArrayList<>(List.of(x));
    arguments.addAll(weights);
    arguments.addAll(biases);
    return fusedAll(
        new Linear(weights.size(), !biases.isEmpty()),
        arguments,
        () ->
            IntStream.range(0, weights.size())
                .mapToObj(
                    i -> linearOps(x, weights.get(i), biases.isEmpty() ? null : biases.get(i)))
                .toList());
  }

  /**
   * The same of parts that are put side by side: {@code [x_1; x_2; …] · weight + bias}.
   *
   * @param parts of one rank and with the same leading dimensions
   * @param axis their last dimension: rank - 1
   * @param bias null for none
   */
  public SDVariable linear(List<SDVariable> parts, int axis, SDVariable weight, SDVariable bias) {
    if (Arguments.given("parts", parts).isEmpty()) {
      throw new IllegalArgumentException("parts must hold at least one variable, but are empty");
    }
    Arguments.allGiven("parts", parts);
    Arguments.given("weight", weight);
    List<SDVariable> arguments = new ArrayList<>(parts);
    arguments.add(weight);
    if (bias != null) {
      arguments.add(bias);
    }
    return fused(
        new JoinedLinear(parts.size(), bias != null),
        arguments,
        () -> linearOps(sd().concat(axis, parts.toArray(SDVariable[]::new)), weight, bias));
  }

  /** tanh(x). */
  public SDVariable tanh(SDVariable x) {
    Arguments.given("x", x);
    return fused(new Tanh(), List.of(x), () -> sd().math().tanh(x));
  }

  private SDVariable linearOps(SDVariable x, SDVariable weight, SDVariable bias) {
    long in = weight.getShape()[0];
    long out = weight.getShape()[1];
    SDVariable rows = sd().reshape(x, -1, in); // [M, a]
    SDVariable y = sd().mmul(rows, weight); // [M, b]
    if (bias != null) {
      // ones · bias instead of a broadcast: its gradient is a gemm, not a column sum
      y = add(y, rowsOf(y, bias));
    }
    return withLastDimension(y, x, out);
  }

  /** Reshapes {@code [M, size]} to {@code like}'s shape with its last dimension replaced. */
  private SDVariable withLastDimension(SDVariable rows, SDVariable like, long size) {
    SDVariable leading = leadingShape(like);
    return sd().reshape(
            rows, sd().concat(0, leading, sd().constant(Nd4j.createFromArray((long) size))));
  }

  private SDVariable leadingShape(SDVariable x) {
    return sd().shape(x).get(SDIndex.interval(0, -1));
  }

  /** {@code x + y} of equal shapes; its gradient costs nothing. */
  public SDVariable add(SDVariable x, SDVariable y) {
    Arguments.given("x", x);
    Arguments.given("y", y);
    Function<SDVariable, List<SDVariable>> handedOn = g -> List.of(g, g);
    if (isFused()) {
      return steps().call(new Add(), handedOn, x, y).get(0);
    }
    SDVariable z = x.add(y);
    steps().derivative(z, handedOn);
    return z;
  }

  /** {@code x · y} elementwise, of equal shapes. */
  public SDVariable multiply(SDVariable x, SDVariable y) {
    Arguments.given("x", x);
    Arguments.given("y", y);
    SDVariable z = x.mul(y);
    steps().derivative(z, g -> List.of(g.mul(y), g.mul(x)));
    return z;
  }

  /** {@code x - y} of equal shapes. */
  public SDVariable subtract(SDVariable x, SDVariable y) {
    Arguments.given("x", x);
    Arguments.given("y", y);
    SDVariable z = x.sub(y);
    steps().derivative(z, g -> List.of(g, g.neg()));
    return z;
  }

  /** {@code x + bias} in each row: {@code [.., b] + [b]}; the gradient of the bias is a gemm. */
  public SDVariable addBias(SDVariable x, SDVariable bias) {
    Arguments.given("x", x);
    Arguments.given("bias", bias);
    long size = bias.getShape()[0];
    SDVariable rows = sd().reshape(x, -1, size); // [M, b]
    return sd().reshape(add(rows, rowsOf(rows, bias)), sd().shape(x));
  }

  /** The bias in each of as many rows as {@code like} has: ones · bias, {@code [M, b]}. */
  private SDVariable rowsOf(SDVariable like, SDVariable bias) {
    SDVariable rowCount = sd().shape(like).get(SDIndex.interval(0, 1));
    SDVariable onesShape = sd().concat(0, rowCount, sd().constant(Nd4j.createFromArray((long) 1)));
    SDVariable ones = sd().fill(onesShape, dataType(), 1.0); // [M, 1]
    return sd().mmul(ones, sd().reshape(bias, 1, bias.getShape()[0]));
  }

  /**
   * Rows by mask: mask {@code [..]}, x {@code [.., size]} → x where the mask is not 0, zeros at
   * padding. Exact; the mask gets no gradient.
   */
  public SDVariable select(SDVariable mask, SDVariable x) {
    return call(new Select(), mask, x).get(0);
  }

  /** The same with {@code otherwise [.., size]} in place of zeros. */
  public SDVariable select(SDVariable mask, SDVariable x, SDVariable otherwise) {
    return call(new Select(), mask, x, otherwise).get(0);
  }

  /** Dropout (Srivastava et al. 2014), inverted: active in training, the identity otherwise. */
  public SDVariable dropout(SDVariable x, double rate) {
    return dropout(x, rate, newSite());
  }

  /** The same at a site of the caller's, so that a faster path can draw the same mask. */
  public SDVariable dropout(SDVariable x, double rate, int site) {
    Arguments.given("x", x);
    return rate == 0 ? x : call(new Dropout(rate, site, isFused()), x).get(0);
  }
}
