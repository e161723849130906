package org.attentionzoo.zoo.io;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.embedding.VocabularySized;
import org.attentionzoo.layers.output.TiedTokenOutputVertex;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.Planned;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/**
 * Whether each part of a network gets what it reads: vectors of its size, a table of its
 * vocabulary. Asks networks whose parts are all this library's; stock parts say less of themselves,
 * and have their own errors at their first use.
 */
final class WiringCheck {

  private final ComputationGraphConfiguration conf;
  private final Map<String, InputType> types;

  private WiringCheck(ComputationGraphConfiguration conf) {
    this.conf = conf;
    InputType[] inputs =
        conf.getNetworkInputs().stream()
            .map(name -> InputType.recurrent(1)) // ids, whose size is the vocabulary's business
            .toArray(InputType[]::new);
    try {
      types = conf.getLayerActivationTypes(false, false, inputs);
    } catch (RuntimeException e) { // of a kind for each layer
      throw new IllegalArgumentException(OneLine.reason(e), e);
    }
  }

  /**
   * @throws IllegalArgumentException if not; names the vertex
   */
  static void check(ComputationGraphConfiguration conf) {
    if (conf.getVertices().values().stream().allMatch(WiringCheck::isOurs)) {
      WiringCheck check = new WiringCheck(conf);
      conf.getVertexInputs().forEach(check::checkInputs);
    }
  }

  private static boolean isOurs(GraphVertex vertex) {
    Object part = Unwrapped.of(vertex);
    return part.getClass().getPackageName().startsWith("org.attentionzoo.layers.");
  }

  private void checkInputs(String name, List<String> inputs) {
    Object part = Unwrapped.of(conf.getVertices().get(name));
    if (part instanceof Planned planned) {
      for (int i = 0; i < inputs.size(); i++) {
        Input input = planned.inputs().get(i);
        if (input.kind() != Input.Kind.IDS) {
          checkSize(name, inputs.get(i), input.size());
        }
        if (input.kind() == Input.Kind.TABLE && planned instanceof VocabularySized sized) {
          checkTable(name, inputs.get(i), sized.vocabularySize());
        }
      }
    } else if (part instanceof TiedTokenOutputVertex output) {
      checkSize(name, inputs.get(0), output.size());
      checkSize(name, inputs.get(1), output.size());
      checkTable(name, inputs.get(1), output.vocabularySize());
    } else if (part instanceof FeedForwardLayer layer) {
      checkSize(name, inputs.get(0), layer.getNIn());
    }
  }

  private void checkSize(String name, String input, long size) {
    InputType type = types.get(input);
    long given =
        type instanceof InputType.InputTypeRecurrent sequence
            ? sequence.getSize()
            : type instanceof InputType.InputTypeFeedForward vector ? vector.getSize() : -1;
    if (given != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "vertex \"%s\" reads size %d, but \"%s\" gives %s",
              name,
              size,
              input,
              type));
    }
  }

  private void checkTable(String name, String input, long vocabularySize) {
    Object table =
        conf.getVertices().get(input) == null ? null : Unwrapped.of(conf.getVertices().get(input));
    if (table instanceof SharedEmbeddingTable shared && shared.vocabularySize() != vocabularySize) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "vertex \"%s\" has a vocabulary of %d, but the table \"%s\" one of %d",
              name,
              vocabularySize,
              input,
              shared.vocabularySize()));
    }
  }
}
