package org.attentionzoo.layers.output;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@link TokenOutputLayer} whose weight is not its own: the logits are {@code z = x Eᵀ + b} with a
 * table E [V, d] that another vertex owns and outputs as an activation, typically the embedding
 * table (weight tying: Press and Wolf 2017, Vaswani et al. 2017 §3.4). The table's gradient goes
 * back to that vertex, which adds it to its own. The only parameter here is the bias b [V], with
 * {@code hasBias(false)} none.
 *
 * <p>Loss, labels, masks, scores and errors are those of {@link TokenOutputLayer}.
 *
 * <p>It has two inputs, hidden states [N, d, T] and the table, so add it with {@link #addTo}, not
 * with {@code addLayer}:
 *
 * <pre>
 *   TiedTokenOutput.addTo(graph, "out",
 *       new TiedTokenOutput.Builder().nIn(d).nOut(V).labelSmoothing(0.1).build(),
 *       "decoder", "table");
 * </pre>
 */
public class TiedTokenOutput extends BaseTokenOutput {
  private static final ParamInitializer PARAMS = new BiasParams();

  protected TiedTokenOutput() {} // for JSON

  protected TiedTokenOutput(Builder builder) {
    super(builder);
  }

  /**
   * Adds an output vertex with the two inputs to {@code graph}, with the graph's global
   * configuration (updater, regularization, clipping …) like any layer.
   *
   * @param hidden name of the vertex with the hidden states [N, d, T]
   * @param table name of the vertex with the table [V, d]
   * @return {@code graph}
   */
  public static GraphBuilder addTo(
      GraphBuilder graph, String name, TiedTokenOutput layer, String hidden, String table) {
    Arguments.given("graph", graph);
    Arguments.given("name", name);
    Arguments.given("layer", layer);
    Arguments.given("hidden", hidden);
    Arguments.given("table", table);
    return graph.addVertex(
        name, vertex(graph.getGlobalConfiguration(), name, layer), hidden, table);
  }

  /**
   * The vertex alone, for {@code addVertex(name, vertex, hidden, table)} of builders that do not
   * show their global configuration, such as {@code TransferLearning.GraphBuilder}.
   *
   * @param global gives what the layer does not set itself: updater, regularization, clipping …
   */
  public static TiedTokenOutputVertex vertex(
      NeuralNetConfiguration.Builder global, String name, TiedTokenOutput layer) {
    Arguments.given("global", global);
    Arguments.given("name", name);
    Arguments.given("layer", layer);
    layer.setLayerName(name);
    return new TiedTokenOutputVertex(global.clone().layer(layer).build());
  }

  @Override
  public ParamInitializer initializer() {
    return PARAMS;
  }

  @Override
  BaseTokenOutputRuntime<?> runtime(NeuralNetConfiguration conf, DataType type) {
    return new TiedTokenOutputLayerRuntime(conf, type);
  }

  /** Called by {@code nOutReplace} of DL4J's transfer learning: there is a table to be replaced. */
  @Override
  public void resetLayerDefaultConfig() {
    throw new UnsupportedOperationException(
        String.format(
            Locale.ROOT,
            "nOutReplace cannot change the vocabulary of TiedTokenOutput \"%s\", which is that of"
                + " the table it shares: build another model",
            getLayerName()));
  }

  @Override
  public TiedTokenOutput clone() {
    return (TiedTokenOutput) super.clone();
  }

  /** {@code nIn} = d (inferred when input types are set), {@code nOut} = V. */
  public static class Builder extends BaseTokenOutput.Builder<Builder> {
    @Override
    @SuppressWarnings("unchecked")
    public TiedTokenOutput build() {
      return new TiedTokenOutput(this);
    }
  }
}
