package org.attentionzoo.zoo.finetuning;

import java.util.Optional;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** What dropout is applied to, in one kind of part or another. */
public enum DropoutKind {
  /** The vectors of tokens, before the first layer. */
  EMBEDDINGS("dropoutRate", "vocabularySize"),

  /** Each sub-layer's output in a Transformer (Vaswani et al. 2017, §5.4). */
  SUBLAYERS("dropoutRate", "heads"),

  /** A Transformer's attention weights. */
  ATTENTION_WEIGHTS("attentionDropoutRate", "heads"),

  /** The inner values of a Transformer's feed-forward networks. */
  FEED_FORWARD("activationDropoutRate", "heads"),

  /** What a recurrent layer above the first reads from below. */
  BETWEEN_LAYERS("dropoutBetweenLayers", null),

  /** The output of a recurrent decoder. */
  DECODER_OUTPUTS("outputDropout", "order"),

  /** The output of a recurrent encoder, which models do not drop when they are told to drop. */
  ENCODER_OUTPUTS("outputDropout", "inputSize");

  private final String field;

  /** Another of the options that the rate stands among; null where it is the part's own. */
  private final String sibling;

  DropoutKind(String field, String sibling) {
    this.field = field;
    this.sibling = sibling;
  }

  /** Where a rate stands. */
  private record Place(ObjectNode options, String field) {}

  private Optional<Place> place(ObjectNode part) {
    if (sibling == null || (part.has(field) && part.has(sibling))) {
      return part.has(field) ? Optional.of(new Place(part, field)) : Optional.empty();
    }
    if (this == ATTENTION_WEIGHTS && part.has(sibling)) { // attention that is a part of its own
      return Optional.of(new Place(part, SUBLAYERS.field));
    }
    return part.path("options") instanceof ObjectNode options && options.has(sibling)
        ? Optional.of(new Place(options, field))
        : Optional.empty();
  }

  boolean isIn(ObjectNode part) {
    return place(part).isPresent();
  }

  /** The rate in a part that has this kind. */
  double rate(ObjectNode part) {
    Place place = place(part).orElseThrow();
    return place.options().hasNonNull(place.field())
        ? place.options().get(place.field()).asDouble()
        : SUBLAYERS.rate(part); // which those that are missing follow
  }

  void set(ObjectNode part, double rate) {
    if (this == SUBLAYERS) { // those that follow it keep their value
      ATTENTION_WEIGHTS.set(part, ATTENTION_WEIGHTS.rate(part));
      FEED_FORWARD.set(part, FEED_FORWARD.rate(part));
    }
    Place place = place(part).orElseThrow();
    place.options().put(place.field(), rate);
  }
}
