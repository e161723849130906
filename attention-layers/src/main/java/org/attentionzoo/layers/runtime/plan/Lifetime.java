package org.attentionzoo.layers.runtime.plan;

/** How long a slot's memory has to live. */
enum Lifetime {
  /** Given by the caller, or constant. */
  EXTERNAL,
  /** Computed once per shape: shapes and what follows from them. */
  STATIC,
  /** Made in the forward pass, read in the backward pass. */
  SAVED,
  /** Given back after its last use. */
  SCRATCH
}
