package org.attentionzoo.layers.embedding;

/**
 * The options that all embeddings share.
 *
 * @param <T> the builder itself
 */
@SuppressWarnings("unchecked")
public sealed interface EmbeddingBuilder<T>
    permits TokenEmbedding.Builder, TiedTokenEmbedding.Builder {

  /** V, the number of token ids: every id must be in [0, V). */
  default T vocabularySize(long vocabularySize) {
    draft().vocabularySize(vocabularySize);
    return (T) this;
  }

  /** d, the size of a token's vector. */
  default T size(long size) {
    draft().size(size);
    return (T) this;
  }

  /** Whether token vectors are multiplied by √d (Vaswani et al. 2017, §3.4); not by default. */
  default T scaled(boolean scaled) {
    draft().scaled(scaled);
    return (T) this;
  }

  /** The id of padding: its vector starts at zero and gets no gradient. None by default. */
  default T paddingId(long paddingId) {
    draft().paddingId(paddingId);
    return (T) this;
  }

  /** Adds sinusoidal positions (Vaswani et al. 2017, §3.5), for sequences of any length. */
  default T sinusoidalPositions() {
    draft().positions(Positions.SINUSOIDAL, 0);
    return (T) this;
  }

  /** Adds trained positions; a longer sequence is an error. */
  default T learnedPositions(long maxLength) {
    draft().positions(Positions.LEARNED, maxLength);
    return (T) this;
  }

  /**
   * The share of numbers set to zero in training, after positions are added (Vaswani et al. 2017,
   * §5.4); in [0, 1), 0 by default.
   */
  default T dropoutRate(double dropoutRate) {
    draft().dropoutRate(dropoutRate);
    return (T) this;
  }

  /** What was set so far; for the builders themselves. */
  EmbeddingDraft draft();
}
