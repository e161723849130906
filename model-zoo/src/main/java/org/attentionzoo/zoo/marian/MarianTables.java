package org.attentionzoo.zoo.marian;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.Weight;
import org.attentionzoo.zoo.weights.WeightMap;
import org.attentionzoo.zoo.weights.WeightsException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the tables of tokens are: a file may hold one that is used three times once, or three
 * times. What the configuration calls one has to be one.
 */
final class MarianTables {

  private final NamedTensors file;
  private final Tying tying;
  private final String source;
  private final String target;
  private final String output;

  /**
   * @param source names of the source's table, the first that is there is taken
   * @param target of the target's
   * @param output of the output's, before the target's
   */
  MarianTables(
      NamedTensors file,
      MarianConfig config,
      List<String> source,
      List<String> target,
      List<String> output)
      throws WeightsException {
    this.file = file;
    this.source = first(source);
    this.target = first(target);
    this.output = first(output);
    this.tying = tying(config);
  }

  /** Marian's older files have the output's table the other way round, and say so by its name. */
  private static Weight tableOf(String output) {
    Weight named = Weight.named(output);
    return output.endsWith("_W") ? named.transposed() : named;
  }

  private String first(List<String> names) throws WeightsException {
    return names.stream()
        .filter(file.names()::contains)
        .findFirst()
        .orElseThrow(() -> new WeightsException(file.file(), "has none of the tables " + names));
  }

  /** Not every program ties what only one of the two settings says. */
  private Tying tying(MarianConfig config) throws WeightsException {
    if (config.tiedOutput()) {
      requireSame(target, output);
    }
    if (config.sharedEmbeddings() && config.tiedOutput()) {
      requireSame(source, target);
    }
    boolean apart = config.tying() == Tying.SOURCE_AND_TARGET && !isSame(source, target);
    return apart ? Tying.NONE : config.tying();
  }

  Tying tying() {
    return tying;
  }

  /** The tensor with the source's table. */
  String source() {
    return source;
  }

  /** The tensor with the target's table. */
  String target() {
    return target;
  }

  private void requireSame(String one, String other) throws WeightsException {
    if (!isSame(one, other)) {
      throw new WeightsException(
          file.file(),
          "tensors \"" + one + "\" and \"" + other + "\" should be the same, but differ");
    }
  }

  private boolean isSame(String one, String other) throws WeightsException {
    if (one.equals(other)) {
      return true;
    }
    if (!Arrays.equals(file.shape(one), file.shape(other))) {
      return false;
    }
    try (INDArray left = file.read(one);
        INDArray right = file.read(other)) {
      return left.equalsWithEps(right, 0);
    }
  }

  /**
   * Says where tables and output are.
   *
   * @param bias of the logits
   * @param all names of tables that there may be
   */
  void addTo(
      WeightMap map,
      ForeignVocabulary ofSource,
      ForeignVocabulary ofTarget,
      Weight bias,
      List<String> all)
      throws WeightsException {
    boolean sharedSource = tying == Tying.ALL || tying == Tying.SOURCE_AND_TARGET;
    boolean tiedOutput = tying == Tying.ALL || tying == Tying.TARGET_AND_OUTPUT;
    map.put(
        tying == Tying.NONE ? "targetEmbedding_W" : "table_W",
        ofTarget.table(Weight.named(target)));
    if (!sharedSource) {
      map.put("sourceEmbedding_W", ofSource.table(Weight.named(source)));
    }
    if (!tiedOutput) {
      map.put("output_W", ofTarget.table(tableOf(output)).transposed());
    }
    map.put("output_b", ofTarget.bias(Optional.of(bias)));
    for (String name : all) {
      if (file.names().contains(name) && !List.of(source, target, output).contains(name)) {
        map.notNeeded(name, isSame(name, target) ? "the same as " + target : "used by no layer");
      }
    }
    for (String name : List.of(source, output)) {
      if (!name.equals(target)) {
        map.notNeeded(name, "the same as " + target);
      }
    }
  }
}
