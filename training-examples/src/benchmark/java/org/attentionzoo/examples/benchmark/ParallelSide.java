package org.attentionzoo.examples.benchmark;

/**
 * One way to do the same work.
 *
 * @param name of the way
 * @param rate of the work
 */
record ParallelSide(String name, Rate rate) {

  /** How fast it is. */
  interface Rate {
    /** Does the work for so many seconds, and says how much of it is done in one. */
    double during(double seconds) throws Exception;
  }
}
