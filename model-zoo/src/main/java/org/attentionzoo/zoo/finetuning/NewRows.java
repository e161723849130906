package org.attentionzoo.zoo.finetuning;

/** What the vector of a token begins with that the model had none for. */
public enum NewRows {
  /**
   * The mean of the vectors of the pieces that the old tokenizer cuts the token into; a new model's
   * random vector if it knows none of them.
   */
  FROM_PIECES,

  /** A new model's random vector, which follows from the seed. */
  FRESH
}
