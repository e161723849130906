package org.attentionzoo.zoo.training;

/** Why a {@link Training} ended. */
public enum StopReason {
  /** All epochs are done. */
  EPOCHS,
  /** All updates are done. */
  UPDATES,
  /** The time is up. */
  TIME,
  /** The last epochs were not better than one before. */
  PATIENCE,
  /** Somebody stopped it: {@link Training#stop}, or an interrupt of its thread. */
  INTERRUPTED
}
