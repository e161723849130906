package org.attentionzoo.layers.attention;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * An alignment model: a {@link Score} over a {@link Window}. Everything an attention needs but the
 * layer around it; the same code serves a whole target (T queries) and one decoder step (T = 1).
 *
 * <pre>
 * AttentionScope scope = new AttentionScope(g, "attention", q, m);
 * SDVariable keys = alignment.keys(scope, memory);                         // once a sentence
 * SDVariable weights = alignment.weights(scope, query, keys, mask, positions); // once a step
 * SDVariable context = alignment.context(scope, weights, memory);
 * </pre>
 *
 * @param score compares
 * @param window restricts and normalises
 */
public record Alignment(@JsonProperty("score") Score score, @JsonProperty("window") Window window)
    implements Serializable {

  /**
   * @throws IllegalArgumentException if either is null
   */
  public Alignment {
    Arguments.given("score", score);
    Arguments.given("window", window);
  }

  /** A score over all source positions. */
  public static Alignment of(Score score) {
    return new Alignment(score, Window.global());
  }

  /**
   * @throws IllegalArgumentException if a size is less than 1 or the score cannot compare them
   */
  public void checkSizes(long querySize, long memorySize) {
    Arguments.size("query size", querySize);
    Arguments.size("memory size", memorySize);
    score.checkSizes(querySize, memorySize);
  }

  /** Declares the parameters of both, each name after {@code prefix}. */
  public void defineParameters(
      SDLayerParams parameters, String prefix, long querySize, long memorySize) {
    score.defineParameters(parameters, prefix, querySize, memorySize);
    window.defineParameters(parameters, prefix, querySize);
  }

  /** Fills the parameters of both with initial values, drawn from ND4J's random generator. */
  public void initializeParameters(Map<String, INDArray> parameters, String prefix) {
    score.initializeParameters(parameters, prefix);
    window.initializeParameters(parameters, prefix);
  }

  /** What all queries share: memory {@code [N, S, m]} → keys {@code [N, S, *]}. */
  public SDVariable keys(AttentionScope scope, SDVariable memory) {
    return score.keys(scope, memory);
  }

  /**
   * Attention weights when every query is real, as in a decoder step.
   *
   * @param scope where
   * @param query {@code [N, T, q]}
   * @param keys from {@link #keys}
   * @param memoryMask {@code [N, S]}, 1 keep, 0 padding
   * @param positions {@code [N, T]}, the target position of each query, from 0
   * @return {@code [N, T, S]}; a sentence that is all padding gets zeros
   */
  public SDVariable weights(
      AttentionScope scope,
      SDVariable query,
      SDVariable keys,
      SDVariable memoryMask,
      SDVariable positions) {
    return weights(
        scope, query, keys, memoryMask, Shapes.onesColumn(scope.graph(), query), positions);
  }

  /**
   * Attention weights.
   *
   * @param queryMask {@code [N, T, 1]}, 1 keep, 0 padding: such a query gets zeros
   */
  SDVariable weights(
      AttentionScope scope,
      SDVariable query,
      SDVariable keys,
      SDVariable memoryMask,
      SDVariable queryMask,
      SDVariable positions) {
    LayerGraph g = scope.graph();
    SDVariable scores = score.score(scope, query, keys); // [N, T, S]
    SDVariable keep =
        g.fused(
            Fused.pairMask(),
            List.of(queryMask, memoryMask),
            () -> g.sd().mmul(queryMask, g.sd().expandDims(memoryMask, 1))); // [N, T, S]
    return window.weights(scope, scores, query, keep, positions);
  }

  /** {@code c_t = Σ_s a_t(s) h_s}: weights and memory {@code [N, S, m]} → {@code [N, T, m]}. */
  public SDVariable context(AttentionScope scope, SDVariable weights, SDVariable memory) {
    return scope
        .graph()
        .fused(Fused.contexts(), List.of(weights, memory), () -> scope.sd().mmul(weights, memory));
  }
}
