package org.attentionzoo.layers.embedding;

/**
 * A layer or vertex configuration that reads or predicts token ids and so is tied to a vocabulary.
 * Feed-forward layers of DL4J say the same by nIn (embeddings) and nOut (output layers); what is
 * neither implements this.
 */
public interface VocabularySized {

  /** V, the number of token ids: every id is in [0, V). */
  long vocabularySize();
}
