package org.attentionzoo.layers.runtime;

/**
 * A part whose parameters can stay as they are while the gradient passes through it to what lies
 * below, as DL4J's {@code FrozenLayerWithBackprop} has it. A frozen part has no dropout, no
 * regularization, no gradient of its parameters and no state of an updater. It is saved as frozen.
 *
 * <p>DL4J's transfer learning freezes otherwise: with all that lies below, so that nothing has to
 * pass.
 */
public interface Freezable {

  /** Whether the parameters stay as they are and the gradient passes. */
  boolean isFrozenWithBackprop();

  /** To be called before a network is made of the configuration. */
  void setFrozenWithBackprop(boolean frozen);
}
