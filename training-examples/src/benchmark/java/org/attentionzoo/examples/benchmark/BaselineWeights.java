package org.attentionzoo.examples.benchmark;

import org.attentionzoo.zoo.weights.ImportReport;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.TorchWeights;
import org.attentionzoo.zoo.weights.Weight;
import org.attentionzoo.zoo.weights.WeightsException;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The weights of {@code pytorch_baseline.py}'s models: what {@code compare} measures in PyTorch can
 * be shown to be what it measures here. An example of modules of one's own, too.
 */
final class BaselineWeights {

  private BaselineWeights() {}

  /** Its {@code Transformer} onto ours, of as many layers and sizes. */
  static ImportReport transformer(NamedTensors file, ComputationGraph network)
      throws WeightsException {
    TorchWeights weights =
        TorchWeights.of(file, network)
            .embedding("source", "sourceEmbedding")
            .embedding("target", "targetEmbedding")
            .linear("output", "output")
            .notNeeded("positions", "sinusoids are computed");
    for (int i = 0; network.getVertex("encoder" + i) != null; i++) {
      layer(weights, network, "encoder." + i, "encoder" + i, 2);
    }
    for (int i = 0; network.getVertex("decoder" + i) != null; i++) {
      String module = "decoder." + i;
      String part = "decoder" + i;
      layer(weights, network, module, part, 3);
      joined(weights, network, module + ".cross.kv", part + "_cross", "k", "v");
      weights.linear(module + ".cross.q", part + "_crossWq", part + "_crossbq");
      weights.linear(module + ".cross.out", part + "_crossWo", part + "_crossbo");
      norm(weights, module + ".norm3", part + "_norm2");
    }
    return weights.apply();
  }

  /** Self-attention, feed-forward network and their norms, the second of which is called norm2. */
  private static void layer(
      TorchWeights weights, ComputationGraph network, String module, String part, int last) {
    joined(weights, network, module + ".attention.qkv", part + "_self", "q", "k", "v");
    weights.linear(module + ".attention.out", part + "_selfWo", part + "_selfbo");
    weights.linear(module + ".expand", part + "_ffW1", part + "_ffb1");
    weights.linear(module + ".contract", part + "_ffW2", part + "_ffb2");
    norm(weights, module + ".norm1", part + "_norm1");
    norm(weights, module + ".norm2", part + "_norm" + last);
  }

  private static void norm(TorchWeights weights, String module, String parameters) {
    weights.put(parameters + "Gain", Weight.named(module + ".weight"));
    weights.put(parameters + "Bias", Weight.named(module + ".bias"));
  }

  /** One product for several projections: their rows one under the other. */
  private static void joined(
      TorchWeights weights,
      ComputationGraph network,
      String module,
      String attention,
      String... projections) {
    long d = network.getParam(attention + "Wo").size(0);
    for (int i = 0; i < projections.length; i++) {
      String p = projections[i];
      weights.put(
          attention + "W" + p,
          Weight.named(module + ".weight").rows(i * d, (i + 1) * d).transposed());
      weights.put(attention + "b" + p, Weight.named(module + ".bias").rows(i * d, (i + 1) * d));
    }
  }

  /**
   * Its {@code AttentionRnn} onto an {@link org.attentionzoo.zoo.model.AttentionSeq2Seq} without
   * maxout, whose additive attention has a bias.
   */
  static ImportReport attentionRnn(NamedTensors file, ComputationGraph network)
      throws WeightsException {
    return TorchWeights.of(file, network)
        .embedding("source", "sourceEmbedding")
        .embedding("target", "targetEmbedding")
        .recurrent("encoder", "encoder")
        .linear("bridge", "decoder_start0.h.W", "decoder_start0.h.b")
        .linear("keys", "decoder_attention.U", "decoder_attention.b")
        .put("decoder_attention.W", Weight.named("query.weight").transposed())
        .put("decoder_attention.v", Weight.named("energy.weight").transposed())
        .recurrent("cell", "decoder")
        .linear("output", "output")
        .apply();
  }
}
