package org.attentionzoo.zoo.io;

/** Leaves a trace when Java loads it; nothing that a zip says may do that. */
final class StaticCanary {

  static final String TRACE = "org.attentionzoo.canary";

  static {
    System.setProperty(TRACE, "loaded");
  }

  private StaticCanary() {}
}
