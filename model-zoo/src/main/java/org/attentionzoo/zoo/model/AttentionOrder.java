package org.attentionzoo.zoo.model;

/** When a decoder attends. */
public enum AttentionOrder {
  /** Before the step: the previous state queries, the context enters the cell. */
  BAHDANAU,
  /** After the step: the new state queries, the attentional vector is the output. */
  LUONG
}
