package org.attentionzoo.zoo.ctranslate2;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.weights.CTranslate2File;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.Weight;
import org.attentionzoo.zoo.weights.WeightMap;
import org.attentionzoo.zoo.weights.WeightsException;

/** Where CTranslate2 keeps what our Transformer's parameters are; its matrices are transposed. */
final class CTranslate2Map {

  /** Options: what they say is in the form of the network. */
  private static final Set<String> OPTIONS =
      Set.of(
          "num_heads",
          "pre_norm",
          "activation",
          "embeddings_merge",
          "scale_embeddings",
          "multiply_by_sqrt_depth",
          "start_from_zero_embedding",
          "with_source_bos",
          "with_source_eos",
          "with_target_bos",
          "alignment_layer",
          "alignment_heads",
          "keep_in_float32");

  /** Options that have to be off, as nothing here does what they say. */
  private static final Set<String> OFF =
      Set.of("alibi", "alibi_use_positive_positions", "scale_alibi", "multi_query_attention");

  private final CTranslate2File file;
  private final WeightMap map = new WeightMap();

  CTranslate2Map(CTranslate2File file) throws WeightsException {
    this.file = file;
    for (String name : file.names()) {
      String option = name.substring(name.lastIndexOf('/') + 1);
      if (OPTIONS.contains(option)) {
        map.notNeeded(name, "an option");
      } else if (OFF.contains(option) && file.option(name).orElse(1) == 0) {
        map.notNeeded(name, "an option that is off");
      }
    }
  }

  WeightMap map() {
    return map;
  }

  private boolean has(String name) {
    return file.names().contains(name);
  }

  /** Tables, positions, norms of embeddings, output. */
  CTranslate2Map tokens(
      Tying tying,
      ForeignVocabulary source,
      ForeignVocabulary target,
      String sourceTable,
      String targetTable) {
    String output = "decoder/projection/";
    Weight ofTarget = target.table(Weight.named(targetTable));
    boolean shared = tying != Tying.NONE;
    map.put(shared ? "table_W" : "targetEmbedding_W", ofTarget);
    if (tying == Tying.ALL || tying == Tying.SOURCE_AND_TARGET) {
      map.notNeeded(sourceTable, "the same as " + targetTable);
    } else {
      map.put("sourceEmbedding_W", source.table(Weight.named(sourceTable)));
    }
    if (tying == Tying.ALL || tying == Tying.TARGET_AND_OUTPUT) {
      map.notNeeded(output + "weight", "the same as " + targetTable);
    } else {
      map.put("output_W", target.table(Weight.named(output + "weight")).transposed());
    }
    Optional<Weight> bias = Optional.of(output + "bias").filter(this::has).map(Weight::named);
    map.put("output_b", target.bias(bias));
    for (String side : List.of("source", "target")) {
      String stack = side.equals("source") ? "encoder/" : "decoder/";
      if (has(stack + "position_encodings/encodings")) {
        map.put(side + "Embedding_P", Weight.named(stack + "position_encodings/encodings"));
      }
      if (has(stack + "layernorm_embedding/gamma")) {
        norm(side + "Norm_norm", stack + "layernorm_embedding/");
      }
    }
    return this;
  }

  /** Encoder or decoder, whose layers are numbered with and without {@code _}. */
  CTranslate2Map stack(String stack, int layers, List<String> attentions) throws WeightsException {
    for (int i = 0; i < layers; i++) {
      String ours = stack + i + "_";
      String theirs = stack + "/layer_" + i + "/";
      int norms = 0;
      for (String attention : attentions) {
        norms++;
        attention(
            ours + (attention.equals("attention") ? "cross" : "self"), theirs + attention + "/");
        norm(ours + "norm" + norms, theirs + attention + "/layer_norm/");
      }
      linear(ours + "ffW1", ours + "ffb1", theirs + "ffn/linear_0/", 0, 1, 1);
      linear(ours + "ffW2", ours + "ffb2", theirs + "ffn/linear_1/", 0, 1, 1);
      norm(ours + "norm" + (norms + 1), theirs + "ffn/layer_norm/");
    }
    if (has(stack + "/layer_norm/gamma")) {
      norm(stack + "Norm_norm", stack + "/layer_norm/");
    }
    return this;
  }

  /** One to itself has queries, keys and values in one matrix; one to a memory keys and values. */
  private void attention(String ours, String theirs) throws WeightsException {
    boolean self = ours.endsWith("self");
    String last = theirs + (self ? "linear_1/" : "linear_2/");
    String queries = theirs + "linear_0/";
    String memory = self ? queries : theirs + "linear_1/";
    linear(ours + "Wq", ours + "bq", queries, 0, 1, self ? 3 : 1);
    linear(ours + "Wk", ours + "bk", memory, self ? 1 : 0, self ? 2 : 1, self ? 3 : 2);
    linear(ours + "Wv", ours + "bv", memory, self ? 2 : 1, self ? 3 : 2, self ? 3 : 2);
    linear(ours + "Wo", ours + "bo", last, 0, 1, 1);
  }

  /** The parts {@code from} until before {@code to} of so many of which a linear layer consists. */
  private void linear(String weight, String bias, String theirs, long from, long to, long parts)
      throws WeightsException {
    String name = theirs + "weight";
    if (!has(name) || file.shape(name).length != 2 || file.shape(name)[0] % parts != 0) {
      throw new WeightsException(
          file.file(), "has no matrix \"" + name + "\" of " + parts + " equal parts");
    }
    long rows = file.shape(name)[0] / parts;
    map.put(weight, part(Weight.named(name), from, to, parts, rows).transposed());
    String ofBias = theirs + "bias";
    map.put(
        bias,
        has(ofBias)
            ? part(Weight.named(ofBias), from, to, parts, rows)
            : Weight.constant(0, rows * (to - from)));
  }

  private static Weight part(Weight whole, long from, long to, long parts, long rows) {
    return parts == 1 ? whole : whole.rows(from * rows, to * rows);
  }

  private void norm(String ours, String theirs) {
    map.put(ours + "Gain", Weight.named(theirs + "gamma"));
    map.put(ours + "Bias", Weight.named(theirs + "beta"));
  }
}
