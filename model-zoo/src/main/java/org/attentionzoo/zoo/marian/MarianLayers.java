package org.attentionzoo.zoo.marian;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.zoo.weights.Weight;
import org.attentionzoo.zoo.weights.WeightMap;

/** What the parameters of our layers are called elsewhere. */
enum MarianLayers {

  /** Hugging Face's Transformers, where matrices are transposed. */
  HUGGING_FACE(
      "model.%s.layers.%d.",
      0,
      true,
      List.of("self_attn.", "encoder_attn."),
      Map.of("q", "q_proj", "k", "k_proj", "v", "v_proj", "o", "out_proj"),
      List.of("self_attn_layer_norm", "encoder_attn_layer_norm", "final_layer_norm"),
      Map.of("W1", "fc1.weight", "b1", "fc1.bias", "W2", "fc2.weight", "b2", "fc2.bias")),

  /** Marian itself; layers are counted from 1. */
  MARIAN(
      "%s_l%d_",
      1,
      false,
      List.of("self_", "context_"),
      Map.of("q", "q", "k", "k", "v", "v", "o", "o"),
      List.of("self_Wo_ln", "context_Wo_ln", "ffn_ffn_ln"),
      Map.of("W1", "ffn_W1", "b1", "ffn_b1", "W2", "ffn_W2", "b2", "ffn_b2"));

  private final String layer;
  private final int first;
  private final boolean transposed;
  private final List<String> attentions;
  private final Map<String, String> projections;
  private final List<String> norms;
  private final Map<String, String> feedForward;

  MarianLayers(
      String layer,
      int first,
      boolean transposed,
      List<String> attentions,
      Map<String, String> projections,
      List<String> norms,
      Map<String, String> feedForward) {
    this.layer = layer;
    this.first = first;
    this.transposed = transposed;
    this.attentions = attentions;
    this.projections = projections;
    this.norms = norms;
    this.feedForward = feedForward;
  }

  /** Their names by ours, of all layers of a stack, encoder or decoder. */
  Map<String, String> names(String stack, int layers) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < layers; i++) {
      String ours = stack + i + "_";
      String theirs = String.format(Locale.ROOT, layer, stack, i + first);
      boolean cross = stack.equals("decoder");
      attention(names, ours + "self", theirs + attentions.get(0));
      norm(names, ours + "norm1", theirs + norms.get(0));
      if (cross) {
        attention(names, ours + "cross", theirs + attentions.get(1));
        norm(names, ours + "norm2", theirs + norms.get(1));
      }
      feedForward.forEach((key, name) -> names.put(ours + "ff" + key, theirs + name));
      norm(names, ours + (cross ? "norm3" : "norm2"), theirs + norms.get(2));
    }
    return names;
  }

  private void attention(Map<String, String> names, String ours, String theirs) {
    projections.forEach(
        (key, name) -> {
          names.put(ours + "W" + key, theirs + (transposed ? name + ".weight" : "W" + name));
          names.put(ours + "b" + key, theirs + (transposed ? name + ".bias" : "b" + name));
        });
  }

  private void norm(Map<String, String> names, String ours, String theirs) {
    names.put(ours + "Gain", theirs + (transposed ? ".weight" : "_scale"));
    names.put(ours + "Bias", theirs + (transposed ? ".bias" : "_bias"));
  }

  /** Whether this parameter of ours is a matrix that lies the other way round there. */
  boolean isTransposed(String ours) {
    return transposed && ours.matches(".*(W[qkvo]|ffW[12])");
  }

  /** Says where each parameter of a stack is. */
  void addTo(WeightMap map, String stack, int layers) {
    names(stack, layers)
        .forEach(
            (ours, theirs) -> {
              Weight weight = Weight.named(theirs);
              map.put(ours, isTransposed(ours) ? weight.transposed() : weight);
            });
  }
}
