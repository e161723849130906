package org.attentionzoo.zoo.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Modules of PyTorch, as their {@code state_dict()} names and lays them, onto the parts of a
 * network. Modules are called by the names that they have in the state dict.
 *
 * <pre>{@code
 * ImportReport report =
 *     TorchWeights.of(file, network)
 *         .embedding("source", "sourceEmbedding")
 *         .embedding("target", "targetEmbedding")
 *         .transformer("transformer")
 *         .linear("generator", "output")
 *         .apply();
 * }</pre>
 *
 * <p>A module without biases ({@code bias=False}) gets zeros, which compute the same. All else has
 * to fit: a tensor that is missing (one bias of several, too), of another shape, or left over in
 * one of these modules is an error. What a state dict does not say, the network has to know: heads,
 * activation, {@code norm_first}, {@code finalNorm}. Whether {@code batch_first} or not makes no
 * difference.
 */
public final class TorchWeights {

  private final NamedTensors file;
  private final ComputationGraph network;
  private final WeightMap map = new WeightMap();
  private final Set<String> modules = new LinkedHashSet<>();
  private final Set<String> taken = new LinkedHashSet<>();
  private final Map<String, Boolean> biases = new LinkedHashMap<>(); // whether the file has it

  private TorchWeights(NamedTensors file, ComputationGraph network) {
    this.file = Arguments.given("file", file);
    this.network = Arguments.given("network", network);
  }

  /** Nothing is read or written before {@link #apply}. */
  public static TorchWeights of(NamedTensors file, ComputationGraph network) {
    return new TorchWeights(file, network);
  }

  /** {@code nn.Embedding} onto an embedding, or the table that several share: {@code W [V, d]}. */
  public TorchWeights embedding(String module, String part) {
    return put(of(part, "W"), Weight.named(member(module, "weight")));
  }

  /** {@code nn.Linear} onto an output layer: {@code W [d, V]}, {@code b [V]}. */
  public TorchWeights linear(String module, String part) {
    return linear(module, of(part, "W"), of(part, "b"));
  }

  /** {@code nn.Linear} onto two parameters. */
  public TorchWeights linear(String module, String weight, String bias) {
    put(weight, Weight.named(member(module, "weight")).transposed());
    return put(bias, bias(module, "bias", parameter(bias).length()));
  }

  /**
   * {@code nn.Linear} whose weight is that of an embedding, onto an output layer without a table of
   * its own: {@code b [V]}.
   *
   * @throws WeightsException if the two differ
   */
  public TorchWeights tiedLinear(String module, String embedding, String part)
      throws WeightsException {
    shared(member(module, "weight"), member(embedding, "weight"));
    String bias = of(part, "b");
    return put(bias, bias(module, "bias", parameter(bias).length()));
  }

  /**
   * Says that a tensor is another one, stored once more.
   *
   * @throws WeightsException if the two differ
   */
  public TorchWeights shared(String tensor, String other) throws WeightsException {
    Arguments.given("tensor", tensor);
    Arguments.given("other", other);
    if (file.names().contains(tensor) && file.names().contains(other)) {
      try (INDArray one = file.read(tensor);
          INDArray two = file.read(other)) {
        if (!Arrays.equals(one.shape(), two.shape()) || !one.equalsWithEps(two, 0)) {
          throw WeightsException.of(file.file(), tensor, "is not equal to \"" + other + '"');
        }
      }
    }
    return notNeeded(tensor, "the same as " + other);
  }

  /** {@code nn.LayerNorm} onto a layer norm. */
  public TorchWeights layerNorm(String module, String part) {
    return norm(module, part, "norm");
  }

  private TorchWeights norm(String module, String part, String prefix) {
    String gain = of(part, prefix + "Gain");
    put(gain, Weight.named(member(module, "weight")));
    return put(of(part, prefix + "Bias"), bias(module, "bias", parameter(gain).length()));
  }

  /**
   * {@code nn.Transformer} onto the stacks of a {@link org.attentionzoo.zoo.model.Transformer}; its
   * norms at the end need {@code finalNorm(true)} there.
   */
  public TorchWeights transformer(String module) {
    String prefix = Arguments.given("module", module).isEmpty() ? "" : module + ".";
    for (int i = 0; network.getVertex("encoder" + i) != null; i++) {
      encoderLayer(prefix + "encoder.layers." + i, "encoder" + i);
    }
    for (int i = 0; network.getVertex("decoder" + i) != null; i++) {
      decoderLayer(prefix + "decoder.layers." + i, "decoder" + i);
    }
    for (String stack : List.of("encoder", "decoder")) {
      modules.add(prefix + stack);
      if (network.getVertex(stack + "Norm") != null) {
        layerNorm(prefix + stack + ".norm", stack + "Norm");
      }
    }
    return this;
  }

  /** {@code nn.TransformerEncoderLayer} onto an encoder layer. */
  public TorchWeights encoderLayer(String module, String part) {
    Arguments.given("module", module);
    attention(module + ".self_attn", part, "self");
    return feedForwardAndNorms(module, part, 2);
  }

  /** {@code nn.TransformerDecoderLayer} onto a decoder layer. */
  public TorchWeights decoderLayer(String module, String part) {
    Arguments.given("module", module);
    attention(module + ".self_attn", part, "self");
    attention(module + ".multihead_attn", part, "cross");
    return feedForwardAndNorms(module, part, 3);
  }

  private TorchWeights feedForwardAndNorms(String module, String part, int norms) {
    for (int i = 1; i <= 2; i++) {
      linear(module + ".linear" + i, of(part, "ffW" + i), of(part, "ffb" + i));
    }
    for (int i = 1; i <= norms; i++) {
      norm(module + ".norm" + i, part, "norm" + i);
    }
    modules.add(module);
    return this;
  }

  /** {@code nn.MultiheadAttention} onto multi-head attention to itself or to a memory. */
  public TorchWeights multiHeadAttention(String module, String part) {
    return attention(Arguments.given("module", module), part, "");
  }

  /** The rows of {@code in_proj_weight} are those of query, key and value, one under the other. */
  private TorchWeights attention(String module, String part, String prefix) {
    String named = of(part, prefix);
    long d = parameter(named + "Wo").size(0);
    Weight biases = bias(module, "in_proj_bias", 3 * d);
    boolean joined = file.names().contains(module + ".in_proj_weight");
    List<String> projections = List.of("q", "k", "v");
    for (int i = 0; i < 3; i++) {
      String p = projections.get(i);
      Weight weight =
          joined
              ? Weight.named(member(module, "in_proj_weight")).rows(i * d, (i + 1) * d)
              : Weight.named(member(module, p + "_proj_weight"));
      put(named + "W" + p, weight.transposed());
      put(named + "b" + p, biases.rows(i * d, (i + 1) * d));
    }
    return linear(module + ".out_proj", named + "Wo", named + "bo");
  }

  /**
   * {@code nn.GRU} or {@code nn.LSTM} onto a {@link
   * org.attentionzoo.layers.recurrent.RecurrentEncoder}, all layers and directions; or one of them,
   * or {@code nn.GRUCell} or {@code nn.LSTMCell}, onto the cells of a {@link
   * org.attentionzoo.layers.recurrent.RecurrentDecoder}, whose first layer reads a token's vector
   * and behind it the context, or the last attentional vector.
   *
   * <p>PyTorch adds two biases. They become one here, but for the GRU's {@code n} gate, where the
   * second lies inside the product with r.
   */
  public TorchWeights recurrent(String module, String part) {
    Arguments.given("module", module);
    Arguments.given("part", part);
    Map<String, INDArray> parameters = network.paramTable();
    boolean cell = file.names().contains(module + ".weight_ih");
    int cells = 0;
    for (int layer = 0; layer == 0 || cells > 0 && hasCell(parameters, part, layer); layer++) {
      String suffix = cell ? "" : "_l" + layer;
      for (String run : List.of("forward", "layer", "backward")) {
        String prefix = part + "_" + run + layer + ".";
        if (parameters.containsKey(prefix + "U")) {
          cell(module, run.equals("backward") ? suffix + "_reverse" : suffix, prefix);
          cells++;
        }
      }
    }
    if (cells == 0) {
      throw new IllegalArgumentException("the network has no recurrent part \"" + part + '"');
    }
    return this;
  }

  private static boolean hasCell(Map<String, INDArray> parameters, String part, int layer) {
    return List.of("forward", "layer", "backward").stream()
        .anyMatch(run -> parameters.containsKey(part + "_" + run + layer + ".U"));
  }

  private void cell(String module, String suffix, String prefix) {
    Map<String, INDArray> parameters = network.paramTable();
    long units = parameters.get(prefix + "U").size(0); // U [H, G·H]
    long gates = parameters.get(prefix + "U").size(1) / units;
    long in = parameters.get(prefix + "W").size(0);
    Weight input = Weight.named(member(module, "weight_ih" + suffix)).transposed();
    INDArray fed = parameters.get(prefix + "C");
    if (fed != null) {
      put(prefix + "C", input.rows(in, in + fed.size(0)));
    }
    put(prefix + "W", fed == null ? input : input.rows(0, in));
    put(prefix + "U", Weight.named(member(module, "weight_hh" + suffix)).transposed());
    Weight one = bias(module, "bias_ih" + suffix, gates * units);
    Weight other = bias(module, "bias_hh" + suffix, gates * units);
    if (gates == 3) { // GRU: r, z, n
      Weight outside = other.rows(0, 2 * units).above(Weight.constant(0, units));
      put(prefix + "b", one.plus(outside));
      put(prefix + "c", other.rows(2 * units, 3 * units));
    } else {
      put(prefix + "b", one.plus(other));
    }
  }

  /** Says what a parameter is; for modules of one's own. */
  public TorchWeights put(String parameter, Weight weight) {
    map.put(parameter, weight);
    taken.addAll(weight.names());
    return this;
  }

  /** Says why a tensor is not needed, as {@link WeightMap#notNeeded}. */
  public TorchWeights notNeeded(String tensor, String reason) {
    map.notNeeded(tensor, reason);
    taken.add(tensor);
    return this;
  }

  /**
   * Fills the parameters of the network, all of them or none.
   *
   * @throws WeightsException if a module has a tensor that has no place, or as {@link
   *     WeightMap#apply}
   */
  public ImportReport apply() throws WeightsException {
    checkBiases();
    List<String> left =
        file.names().stream()
            .filter(name -> !taken.contains(name) && modules.stream().anyMatch(m -> in(name, m)))
            .toList();
    if (!left.isEmpty()) {
      throw new WeightsException(file.file(), "the network has no place for tensors " + left);
    }
    return map.apply(file, network);
  }

  /** A module has all of its biases or none. */
  private void checkBiases() throws WeightsException {
    for (String module : modules) {
      List<String> lacking = biases(module, false);
      if (!lacking.isEmpty() && !biases(module, true).isEmpty()) {
        throw new WeightsException(file.file(), "has no tensors " + lacking);
      }
    }
  }

  private List<String> biases(String module, boolean there) {
    return biases.keySet().stream()
        .filter(name -> in(name, module) && biases.get(name) == there)
        .toList();
  }

  private static boolean in(String tensor, String module) {
    return tensor.startsWith(module + ".");
  }

  private static String of(String part, String parameter) {
    return Arguments.given("part", part) + "_" + parameter;
  }

  private String member(String module, String tensor) {
    modules.add(Arguments.given("module", module));
    return module + "." + tensor;
  }

  private Weight bias(String module, String tensor, long size) {
    String name = member(module, tensor);
    boolean there = file.names().contains(name);
    biases.put(name, there);
    return there ? Weight.named(name) : Weight.constant(0, size);
  }

  private INDArray parameter(String name) {
    INDArray parameter = network.paramTable().get(Arguments.given("parameter", name));
    if (parameter == null) {
      throw new IllegalArgumentException("the network has no parameter " + name);
    }
    return parameter;
  }
}
