package org.attentionzoo.zoo.finetuning;

/** A side of a model that has a vocabulary. */
enum Side {
  SOURCE,
  TARGET
}
