package org.attentionzoo.layers.output;

import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scores every token of the vocabulary for single hidden states: what decoding needs. */
public interface TokenScorer {
  /**
   * Log-probabilities of the next token.
   *
   * @param hidden [R, d], any number of rows (sentences, hypotheses)
   * @return [R, V], a new array outside all workspaces
   * @throws IllegalArgumentException if the shape is not [R, d] with R ≥ 1
   */
  INDArray logProbabilities(INDArray hidden);

  /** The same row by row, with memory of its own; the way to decode. */
  default RowScorer rows() {
    return rows(DecodingFactors.FLOAT32);
  }

  /**
   * The same.
   *
   * @param factors what products multiply
   */
  RowScorer rows(DecodingFactors factors);

  /**
   * The scorer in the output vertex called {@code name}, tied or not.
   *
   * @throws IllegalArgumentException if there is no such vertex or it is no token output
   */
  static TokenScorer of(ComputationGraph net, String name) {
    Arguments.given("net", net);
    Arguments.given("name", name);
    GraphVertex vertex = net.getVertex(name);
    if (vertex instanceof TokenScorer scorer) {
      return scorer;
    }
    if (vertex != null && vertex.getLayer() instanceof TokenScorer scorer) {
      return scorer;
    }
    throw new IllegalArgumentException(
        "vertex \"" + name + "\" is " + (vertex == null ? "missing" : "no token output"));
  }
}
