package org.attentionzoo.layers.embedding;

/** The options of an embedding while a builder collects them. */
public final class EmbeddingDraft {
  private long vocabularySize;
  private long size;
  private boolean scaled;
  private Long paddingId;
  private Positions positions = Positions.NONE;
  private long maxLength;
  private double dropoutRate;

  void vocabularySize(long value) {
    vocabularySize = value;
  }

  void size(long value) {
    size = value;
  }

  void scaled(boolean value) {
    scaled = value;
  }

  void paddingId(long value) {
    paddingId = value;
  }

  void positions(Positions value, long max) {
    positions = value;
    maxLength = max;
  }

  void dropoutRate(double value) {
    dropoutRate = value;
  }

  EmbeddingOptions finish() {
    return new EmbeddingOptions(
        vocabularySize, size, scaled, paddingId, positions, maxLength, dropoutRate);
  }
}
