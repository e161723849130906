package org.attentionzoo.layers.fused;

import java.util.function.IntFunction;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The one door to the fast paths: functions for {@link LayerGraph#fused}, each beside what it
 * computes. A {@code site} is where dropout is drawn, see {@link LayerGraph#newSite}; rates are in
 * [0, 1).
 */
public final class Fused {

  private Fused() {}

  // attention

  /**
   * {@code v · tanh(query + key)}: queries {@code [N, T, a]}, keys {@code [N, S, a]}, v {@code [a,
   * 1]} → {@code [N, T, S]}.
   */
  public static PlanFunction additiveScores() {
    return new AdditiveScores();
  }

  /** Query by key: {@code [N, T, k], [N, S, k] → [N, T, S]}. */
  public static PlanFunction dotScores() {
    return new BatchProduct(true);
  }

  /** Memory by weight: weights {@code [N, T, S]}, memory {@code [N, S, m]} → {@code [N, T, m]}. */
  public static PlanFunction contexts() {
    return new BatchProduct(false);
  }

  /**
   * Where query and key are both real: masks {@code [N, T, 1]} and {@code [N, S]} → {@code [N, T,
   * S]}; without gradient.
   */
  public static PlanFunction pairMask() {
    return new PairMask();
  }

  /**
   * Softmax over what is kept, zeros where nothing is: scores and mask {@code [N, T, S]} → the
   * same; the mask has no gradient.
   */
  public static PlanFunction maskedSoftmax() {
    return new MaskedSoftmaxRows();
  }

  // Transformer

  /**
   * Scaled dot-product attention of all heads: projected queries {@code [N, T, d]}, keys and values
   * {@code [N, S, d]}, mask {@code [N, S]} → contexts {@code [N, T, d]}, weights before dropout
   * {@code [N, h, T, S]}.
   *
   * @param heads h, at least 1
   * @param causal whether query t sees keys 0 … t only
   */
  public static PlanFunction heads(int heads, boolean causal, double dropoutRate, int site) {
    Arguments.size("heads", heads);
    return new HeadAttention(heads, causal, Arguments.rate("dropoutRate", dropoutRate), site);
  }

  /**
   * The same of a single position, without dropout and gradients: query {@code [N, 1, d]}, rows of
   * keys and of values {@code [M, d]}, which of them it attends to {@code [N, S]} (INT32), mask
   * {@code [N, S]} and, if it attends to itself, its own key and value {@code [N, 1, d]} → context
   * {@code [N, 1, d]}, mean of the heads' weights {@code [N, 1, S]}.
   *
   * @param heads h, at least 1
   */
  public static PlanFunction headsOfStep(int heads) {
    Arguments.size("heads", heads);
    return new StepAttention(heads);
  }

  /**
   * {@code dropout(max(0, x W1 + b1)) W2 + b2}: x {@code [N, T, d]}, W1 {@code [d, f]}, b1 {@code
   * [f]}, W2 {@code [f, d]}, b2 {@code [d]} → {@code [N, T, d]}.
   */
  public static PlanFunction reluFeedForward(double dropoutRate, int site) {
    return new ReluFeedForward(Arguments.rate("dropoutRate", dropoutRate), site);
  }

  /** {@code dropout(x · Φ(x))}, of any shape. */
  public static PlanFunction gelu(double dropoutRate, int site) {
    return activation(SmoothActivation.GELU, dropoutRate, site);
  }

  /** {@code dropout(x · sigmoid(x))}, of any shape. */
  public static PlanFunction swish(double dropoutRate, int site) {
    return activation(SmoothActivation.SWISH, dropoutRate, site);
  }

  private static PlanFunction activation(SmoothActivation activation, double rate, int site) {
    return new ActivationDropout(activation, Arguments.rate("dropoutRate", rate), site);
  }

  /** {@code x + dropout(y)}: {@code [N, T, d]} each → the same. */
  public static PlanFunction residual(double dropoutRate, int site) {
    return new ResidualAdd(Arguments.rate("dropoutRate", dropoutRate), site);
  }

  /**
   * {@code norm(x + dropout(y))}: gain {@code [d]}, bias {@code [d]}, x and y {@code [N, T, d]} →
   * the same.
   *
   * @param epsilon added to the variance, above 0
   */
  public static PlanFunction residualNorm(double epsilon, double dropoutRate, int site) {
    Arguments.positive("epsilon", epsilon);
    return new ResidualNorm(epsilon, Arguments.rate("dropoutRate", dropoutRate), site);
  }

  /** {@code norm(x)}: gain {@code [d]}, bias {@code [d]}, x {@code [N, T, d]} → the same. */
  public static PlanFunction layerNorm(double epsilon) {
    return residualNorm(epsilon, 0, 0);
  }

  // recurrence

  /** {@code h U + [0, 0, c]}: {@code [.., H], [H, 3H], [H] → [.., 3H]}. */
  public static PlanFunction gruProduct() {
    return new GruProduct();
  }

  /**
   * A step of a GRU after its products: {@code x W + b [N, 3H]}, {@link #gruProduct} {@code [N,
   * 3H]}, h {@code [N, H]} → the next h.
   *
   * @param masked whether a mask {@code [N, 1]} comes last: at padding h stays
   */
  public static PlanFunction gru(boolean masked) {
    return new GruGates(masked);
  }

  /**
   * A step of an LSTM after its products: {@code x W + b [N, 4H]}, {@code h U [N, 4H]}, h and c
   * {@code [N, H]} → the next h and c.
   *
   * @param masked whether a mask {@code [N, 1]} comes last: at padding h and c stay
   */
  public static PlanFunction lstm(boolean masked) {
    return new LstmGates(masked);
  }

  /** {@code max(t_j, t_{l+j})}: {@code [.., 2l] → [.., l]}. */
  public static PlanFunction maxout() {
    return new Maxout();
  }

  // embedding

  /**
   * {@code dropout(table[id] · scale + position)}: ids {@code [N, T]}, table {@code [V, d]},
   * learned positions {@code [max, d]} if there are, and for a step its positions {@code [N, 1]} →
   * {@code [N, T, d]}.
   *
   * @param paddingId the id whose row gets no gradient, or null
   * @param learned whether positions are learned
   * @param waves the vectors {@code [length, d]} of the first positions in FLOAT, or null if they
   *     are learned or there are none
   * @param step whether it is one step of decoding, T = 1, without gradients
   */
  public static PlanFunction embedding(
      double scale,
      Long paddingId,
      boolean learned,
      IntFunction<INDArray> waves,
      boolean step,
      double dropoutRate,
      int site) {
    Arguments.finite("scale", scale);
    Arguments.rate("dropoutRate", dropoutRate);
    return new EmbeddingRows(scale, paddingId, learned, waves, step, dropoutRate, site);
  }
}
