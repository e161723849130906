package org.attentionzoo.zoo.fuzz;

/** A class that no zip may have loaded: it ends the JVM, with a status of its own. */
public final class StaticCanary {

  static final int STATUS = 86;

  static {
    Runtime.getRuntime().halt(STATUS);
  }

  private StaticCanary() {}
}
