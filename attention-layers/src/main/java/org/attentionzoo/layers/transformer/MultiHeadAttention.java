package org.attentionzoo.layers.transformer;

import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitUtil;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Multi-head attention (Vaswani et al. 2017, §3.2.2) as a part of a larger definition:
 *
 * <pre>
 * head_i = softmax(Q_i K_iᵀ / √k) V_i      Q = query · Wq + bq, K = memory · Wk + bk, V = …
 * output = concat(head_1 … head_h) · Wo + bo
 * </pre>
 *
 * <p>Parameters, after the prefix: {@code Wq [d, d]}, {@code Wk}, {@code Wv [m, d]}, {@code Wo [d,
 * d]} and biases {@code bq}, {@code bk}, {@code bv}, {@code bo [d]}.
 *
 * @param prefix of the parameter names, e.g. {@code "self"} for {@code "selfWq"}
 * @param size d, of queries and output
 * @param memorySize m, of the memory's rows
 * @param heads h, a divisor of d
 * @param dropoutRate of the attention weights
 */
public record MultiHeadAttention(
    String prefix, long size, long memorySize, long heads, double dropoutRate) {

  private static final String[] PROJECTIONS = {"q", "k", "v", "o"};

  public MultiHeadAttention {
    Sizes.checkHeads(size, heads);
    Sizes.checkPositive("memory size", memorySize);
    Sizes.checkRate("attention dropout rate", dropoutRate);
  }

  /**
   * What attention yields.
   *
   * @param output {@code [N, T, d]}
   * @param weights {@code [N, h, T, S]}, before dropout; a query without keys has zeros
   */
  public record Result(SDVariable output, SDVariable weights) {}

  /** Declares the parameters. */
  public void addTo(SDLayerParams parameters) {
    for (String p : PROJECTIONS) {
      boolean ofMemory = p.equals("k") || p.equals("v");
      parameters.addWeightParam(weight(p), ofMemory ? memorySize : size, size);
    }
    for (String p : PROJECTIONS) {
      parameters.addBiasParam(bias(p), size);
    }
  }

  /** Weights uniform after Glorot and Bengio 2010, biases 0. */
  public void initialize(Map<String, INDArray> parameters) {
    for (String p : PROJECTIONS) {
      xavier(parameters.get(weight(p)));
      parameters.get(bias(p)).assign(0);
    }
  }

  /** Fills {@code [in, out]}. */
  static void xavier(INDArray weight) {
    long in = weight.size(0);
    long out = weight.size(1);
    INDArray flat = weight.reshape(weight.length());
    WeightInitUtil.initWeights(in, out, flat.shape(), WeightInit.XAVIER_UNIFORM, null, 'c', flat);
  }

  private String weight(String projection) {
    return prefix + "W" + projection;
  }

  private String bias(String projection) {
    return prefix + "b" + projection;
  }

  private SDVariable project(LayerGraph g, SDVariable x, String projection) {
    return g.linear(x, g.parameter(weight(projection)), g.parameter(bias(projection)));
  }

  /** {@code [N, S, m]} → keys {@code [N, S, d]}, to be {@link #split}. */
  public SDVariable keys(LayerGraph g, SDVariable memory) {
    return project(g, memory, "k");
  }

  /** {@code [N, S, m]} → values {@code [N, S, d]}, to be {@link #split}. */
  public SDVariable values(LayerGraph g, SDVariable memory) {
    return project(g, memory, "v");
  }

  /** {@code [N, S, d]} → {@code [N, h, S, k]}. */
  public SDVariable split(LayerGraph g, SDVariable x) {
    SameDiff sd = g.sd();
    SDVariable heads = sd.constant(Nd4j.createFromArray(this.heads, size / this.heads));
    SDVariable shape = sd.concat(0, sd.shape(x).get(SDIndex.interval(0, 2)), heads);
    return sd.permute(sd.reshape(x, shape), 0, 2, 1, 3);
  }

  /**
   * Attends from the queries to projected keys and values.
   *
   * @param query {@code [N, T, d]}, not projected
   * @param keys split, {@code [N, h, S, k]}
   * @param values split, {@code [N, h, S, k]}
   * @param mask of the keys, {@code [N, S]}
   * @param causal whether position t sees keys 0 … t only
   */
  public Result attend(
      LayerGraph g,
      SDVariable query,
      SDVariable keys,
      SDVariable values,
      SDVariable mask,
      boolean causal) {
    SameDiff sd = g.sd();
    double scale = Math.sqrt((double) heads / size); // 1/√k
    SDVariable queries = split(g, project(g, query, "q").mul(scale)); // [N, h, T, k]
    SDVariable scores = sd.mmul(queries, keys, false, true, false); // [N, h, T, S]
    SDVariable weights = g.call(new HeadWeights(causal), scores, mask).get(0);
    SDVariable context = sd.mmul(g.dropout(weights, dropoutRate), values); // [N, h, T, k]
    SDVariable joined = sd.reshape(sd.permute(context, 0, 2, 1, 3), sd.shape(query)); // [N, T, d]
    return new Result(project(g, joined, "o"), weights);
  }

  /** Attends from {@code [N, T, d]} to a memory {@code [N, S, m]} with mask {@code [N, S]}. */
  public Result attend(
      LayerGraph g, SDVariable query, SDVariable memory, SDVariable mask, boolean causal) {
    SDVariable keys = split(g, keys(g, memory));
    return attend(g, query, keys, split(g, values(g, memory)), mask, causal);
  }
}
