package org.attentionzoo.layers.embedding;

import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * What an embedding is told; see {@link EmbeddingBuilder} for each. The component names are the
 * JSON of saved models: renaming one breaks them.
 *
 * @param vocabularySize V
 * @param size d
 * @param scaled whether token vectors are multiplied by √d
 * @param paddingId the id without gradient, or null
 * @param maxLength of learned positions, 0 for the other kinds
 */
record EmbeddingOptions(
    @JsonProperty("vocabularySize") long vocabularySize,
    @JsonProperty("size") long size,
    @JsonProperty("scaled") boolean scaled,
    @JsonProperty("paddingId") Long paddingId,
    @JsonProperty("positions") Positions positions,
    @JsonProperty("maxLength") long maxLength,
    @JsonProperty("dropoutRate") double dropoutRate) {

  EmbeddingOptions {
    checkTable(vocabularySize, size, paddingId);
    checkPositions(positions, maxLength);
    Arguments.rate("dropout rate", dropoutRate);
  }

  static void checkGiven(EmbeddingOptions options) {
    Arguments.given("options", options);
  }

  static void checkPositions(Positions positions, long maxLength) {
    long least = Arguments.given("positions", positions) == Positions.LEARNED ? 1 : Long.MIN_VALUE;
    String name = "maximum length of learned positions";
    Arguments.within(name, maxLength, least, Arguments.LARGEST_SIZE);
  }

  static void checkTable(long vocabularySize, long size, Long paddingId) {
    Arguments.size("vocabulary size", vocabularySize);
    Arguments.size("embedding size", size);
    if (paddingId != null && !(paddingId >= 0 && paddingId < vocabularySize)) {
      throw new IllegalArgumentException(
          "padding id " + paddingId + " is not in [0, " + vocabularySize + "), the vocabulary");
    }
  }

  /** What token vectors are multiplied by. */
  double scale() {
    return scaled ? Math.sqrt(size) : 1;
  }
}
