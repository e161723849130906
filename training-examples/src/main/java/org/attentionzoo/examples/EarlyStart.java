package org.attentionzoo.examples;

/** A command with work that needs no ND4J, which takes a second to start. */
public interface EarlyStart {

  /** Begins that work in another thread; its outcome, good or bad, shows when the command runs. */
  void startEarly();
}
