package org.attentionzoo.layers.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.attentionzoo.layers.attention.MaskedSoftmax;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.initial.InitialWeights;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
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
    checkHeads(size, heads);
    Arguments.size("memory size", memorySize);
    Arguments.rate("attention dropout rate", dropoutRate);
  }

  static void checkHeads(long size, long heads) {
    Arguments.size("model size", size);
    Arguments.size("number of heads", heads);
    if (size % heads != 0) {
      throw new IllegalArgumentException(
          "model size " + size + " is not divisible by " + heads + " heads");
    }
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
      InitialWeights.glorotUniform(parameters.get(weight(p)));
      parameters.get(bias(p)).assign(0);
    }
  }

  private String weight(String projection) {
    return prefix + "W" + projection;
  }

  private String bias(String projection) {
    return prefix + "b" + projection;
  }

  /** Projects x by several weights at once. */
  private List<SDVariable> project(LayerGraph g, SDVariable x, String... projections) {
    List<SDVariable> weights = new ArrayList<>();
    List<SDVariable> biases = new ArrayList<>();
    for (String p : projections) {
      weights.add(g.parameter(weight(p)));
      biases.add(g.parameter(bias(p)));
    }
    return g.linear(x, weights, biases);
  }

  /**
   * Projected keys and values of a memory.
   *
   * @param keys {@code [N, S, d]}
   * @param values {@code [N, S, d]}
   */
  public record Projected(SDVariable keys, SDVariable values) {}

  /** {@code [N, S, m]} → keys and values {@code [N, S, d]}. */
  public Projected keysAndValues(LayerGraph g, SDVariable memory) {
    List<SDVariable> both = project(g, memory, "k", "v");
    return new Projected(both.get(0), both.get(1));
  }

  /**
   * Attends from the queries to projected keys and values.
   *
   * @param query {@code [N, T, d]}, not projected
   * @param memory keys and values {@code [N, S, d]}
   * @param mask of the keys, {@code [N, S]}
   * @param causal whether position t sees keys 0 … t only
   */
  public Result attend(
      LayerGraph g, SDVariable query, Projected memory, SDVariable mask, boolean causal) {
    return heads(g, project(g, query, "q").get(0), memory, mask, causal);
  }

  /** Attends from {@code [N, T, d]} to a memory {@code [N, S, m]} with mask {@code [N, S]}. */
  public Result attend(
      LayerGraph g, SDVariable query, SDVariable memory, SDVariable mask, boolean causal) {
    return attend(g, query, keysAndValues(g, memory), mask, causal);
  }

  /** Attends from {@code [N, T, d]} to itself, with mask {@code [N, T]}. */
  public Result attendToSelf(LayerGraph g, SDVariable x, SDVariable mask, boolean causal) {
    List<SDVariable> qkv = project(g, x, "q", "k", "v");
    return heads(g, qkv.get(0), new Projected(qkv.get(1), qkv.get(2)), mask, causal);
  }

  /**
   * Projected keys and values as decoding keeps them.
   *
   * @param keys {@code [M, d]}
   * @param values {@code [M, d]}
   * @param rows which of them each query attends to, {@code [N, S]}, INT32
   * @param mask of those, {@code [N, S]}
   */
  record Kept(SDVariable keys, SDVariable values, SDVariable rows, SDVariable mask) {

    /** {@code [N, S, d]}. */
    private Projected gathered(LayerGraph g) {
      return new Projected(g.gathered(keys, rows), g.gathered(values, rows));
    }
  }

  /**
   * Attends from a single position to a memory, without dropout, for decoding.
   *
   * @param query {@code [N, 1, d]}, not projected
   * @return output {@code [N, 1, d]} and the mean of the heads' weights {@code [N, 1, S]}
   */
  Result attendStep(LayerGraph g, SDVariable query, Kept memory) {
    SDVariable projected = project(g, query, "q").get(0);
    return step(
        g,
        List.of(projected, memory.keys(), memory.values(), memory.rows(), memory.mask()),
        () -> equation(g, projected, memory.gathered(g), memory.mask(), false, g.newSite()));
  }

  /**
   * Attends from a single position {@code [N, 1, d]} to earlier ones and itself, without dropout.
   *
   * @param history keys and values of the earlier positions
   * @param own receives the position's key and value {@code [N, 1, d]}
   * @return {@code [N, 1, d]}
   */
  SDVariable attendToHistory(LayerGraph g, SDVariable x, Kept history, Consumer<Projected> own) {
    SameDiff sd = g.sd();
    List<SDVariable> qkv = project(g, x, "q", "k", "v");
    Projected next = new Projected(qkv.get(1), qkv.get(2));
    own.accept(next);
    return step(
            g,
            List.of(
                qkv.get(0),
                history.keys(),
                history.values(),
                history.rows(),
                history.mask(),
                next.keys(),
                next.values()),
            () -> {
              Projected earlier = history.gathered(g); // [N, C, d]
              SDVariable keys = sd.concat(1, earlier.keys(), next.keys()); // [N, C + 1, d]
              SDVariable values = sd.concat(1, earlier.values(), next.values());
              SDVariable mask = history.mask();
              SDVariable rows = sd.shape(mask).get(SDIndex.interval(0, 1));
              SDVariable one = sd.constant(Nd4j.createFromArray(1L));
              SDVariable itself = sd.fill(sd.concat(0, rows, one), g.dataType(), 1.0); // [N, 1]
              SDVariable all = sd.concat(1, mask, itself); // [N, C + 1]
              return equation(g, qkv.get(0), new Projected(keys, values), all, false, g.newSite());
            })
        .output();
  }

  /**
   * A single position's output, and the mean of its heads' weights.
   *
   * @param definition the {@link #equation} of it
   */
  private Result step(
      LayerGraph g, List<SDVariable> arguments, Supplier<List<SDVariable>> definition) {
    List<SDVariable> results =
        g.fusedAll(
            Fused.headsOfStep((int) heads),
            arguments,
            () -> {
              List<SDVariable> all = definition.get();
              return List.of(all.get(0), g.sd().mean(all.get(1), 1)); // [N, 1, d], [N, 1, S]
            });
    return new Result(project(g, results.get(0), "o").get(0), results.get(1));
  }

  private Result heads(
      LayerGraph g, SDVariable queries, Projected memory, SDVariable mask, boolean causal) {
    int site = g.newSite();
    List<SDVariable> results =
        g.fusedAll(
            Fused.heads((int) heads, causal, dropoutRate, site),
            List.of(queries, memory.keys(), memory.values(), mask),
            () -> equation(g, queries, memory, mask, causal, site));
    return new Result(project(g, results.get(0), "o").get(0), results.get(1));
  }

  /** {@code softmax(Q_i K_iᵀ / √k) V_i}, side by side {@code [N, T, d]}, and the weights. */
  private List<SDVariable> equation(
      LayerGraph g,
      SDVariable queries,
      Projected memory,
      SDVariable mask,
      boolean causal,
      int site) {
    SameDiff sd = g.sd();
    double scale = Math.sqrt((double) heads / size); // 1/√k
    SDVariable split = split(g, queries.mul(scale)); // [N, h, T, k]
    SDVariable scores = sd.mmul(split, split(g, memory.keys()), false, true, false); // [N, h, T, S]
    SDVariable weights = MaskedSoftmax.ofHeads(g, scores, mask, causal);
    SDVariable dropped = g.dropout(weights, dropoutRate, site);
    SDVariable joined = sd.permute(sd.mmul(dropped, split(g, memory.values())), 0, 2, 1, 3);
    return List.of(sd.reshape(joined, sd.shape(queries)), weights); // [N, T, h, k] → [N, T, d]
  }

  /** {@code [N, S, d]} → {@code [N, h, S, k]}. */
  private SDVariable split(LayerGraph g, SDVariable x) {
    SameDiff sd = g.sd();
    SDVariable heads = sd.constant(Nd4j.createFromArray(this.heads, size / this.heads));
    SDVariable shape = sd.concat(0, sd.shape(x).get(SDIndex.interval(0, 2)), heads);
    return sd.permute(sd.reshape(x, shape), 0, 2, 1, 3);
  }
}
