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
    if (positions == Positions.LEARNED && maxLength < 1) {
      throw new IllegalArgumentException(
          "maximum length of learned positions must be at least 1, got " + maxLength);
    }
    Arguments.notTooLarge("maximum length of learned positions", maxLength);
    if (!(dropoutRate >= 0 && dropoutRate < 1)) {
      throw new IllegalArgumentException("dropout rate must be in [0, 1), got " + dropoutRate);
    }
  }

  static void checkTable(long vocabularySize, long size, Long paddingId) {
    if (vocabularySize < 1) {
      throw new IllegalArgumentException(
          "vocabulary size must be at least 1, got " + vocabularySize);
    }
    if (size < 1) {
      throw new IllegalArgumentException("embedding size must be at least 1, got " + size);
    }
    Arguments.notTooLarge("vocabulary size", vocabularySize);
    Arguments.notTooLarge("embedding size", size);
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
