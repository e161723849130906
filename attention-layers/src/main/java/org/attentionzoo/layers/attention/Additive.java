package org.attentionzoo.layers.attention;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.initial.InitialWeights;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Additive attention, Bahdanau et al. 2014, appendix A.1.2:
 *
 * <pre>score(s, h) = v · tanh(s W + h U)</pre>
 *
 * <p>Luong et al. 2015, eq. 8 ("concat"), {@code v · tanh(W_a [s; h])}, is the same family: split
 * the columns of {@code W_a} into those that meet s and those that meet h, and they are {@code W}
 * and {@code U} here. There is no bias in either paper; many implementations have one, {@code v ·
 * tanh(s W + h U + b)}.
 *
 * <p>Parameters: {@code W [q, a]}, {@code U [m, a]}, {@code v [a, 1]} and, if wanted, {@code b
 * [a]}, initially 0; keys are {@code h U + b}, {@code [N, S, a]}. Query and memory may differ in
 * size.
 *
 * @param size a, the size of the hidden layer, at least 1; 1000 in the paper
 * @param bias whether there is b; there is none in scores saved before it was known
 */
public record Additive(@JsonProperty("size") int size, @JsonProperty("bias") boolean bias)
    implements Score {

  private static final String W = "W";
  private static final String U = "U";
  private static final String V = "v";
  private static final String B = "b";

  /**
   * @throws IllegalArgumentException if the size is less than 1
   */
  public Additive {
    Arguments.size("size of additive attention", size);
  }

  /**
   * As in the papers, without bias.
   *
   * @throws IllegalArgumentException if the size is less than 1
   */
  public Additive(int size) {
    this(size, false);
  }

  @Override
  public void defineParameters(
      SDLayerParams parameters, String prefix, long querySize, long memorySize) {
    parameters.addWeightParam(prefix + W, querySize, size);
    parameters.addWeightParam(prefix + U, memorySize, size);
    parameters.addWeightParam(prefix + V, size, 1);
    if (bias) {
      parameters.addBiasParam(prefix + B, size);
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters, String prefix) {
    InitialWeights.glorotNormal(parameters.get(prefix + W));
    InitialWeights.glorotNormal(parameters.get(prefix + U));
    InitialWeights.glorotNormal(parameters.get(prefix + V));
    if (bias) {
      parameters.get(prefix + B).assign(0);
    }
  }

  @Override
  public SDVariable keys(AttentionScope scope, SDVariable memory) {
    LayerGraph g = scope.graph();
    return bias
        ? g.linear(memory, scope.parameter(U), scope.parameter(B)) // [N, S, a]
        : g.linear(memory, scope.parameter(U));
  }

  @Override
  public SDVariable score(AttentionScope scope, SDVariable query, SDVariable keys) {
    LayerGraph g = scope.graph();
    SDVariable projected = g.linear(query, scope.parameter(W)); // [N, T, a]
    return g.fused(
        Fused.additiveScores(),
        List.of(projected, keys, scope.parameter(V)),
        () -> scores(scope, query, projected, keys));
  }

  private SDVariable scores(
      AttentionScope scope, SDVariable query, SDVariable projected, SDVariable keys) {
    LayerGraph g = scope.graph();
    SameDiff sd = g.sd();
    // a broadcast: products with ones, faster elsewhere, measured slower in a decoder step
    SDVariable sum = sd.expandDims(projected, 2).add(sd.expandDims(keys, 1)); // [N, T, S, a]
    SDVariable rows = sd.reshape(sd.math().tanh(sum), -1, size); // [N·T·S, a]
    SDVariable scores = sd.mmul(rows, scope.parameter(V)); // [N·T·S, 1]
    SDVariable n = Shapes.size(g, query, 0);
    SDVariable t = Shapes.size(g, query, 1);
    SDVariable s = Shapes.size(g, keys, 1);
    return sd.reshape(scores, sd.concat(0, n, t, s)); // [N, T, S]
  }
}
