package org.attentionzoo.examples.spark;

import java.io.Serializable;

/**
 * An update that a worker made.
 *
 * @param worker its part's number, counted from 0
 * @param loss mean of a target token, in nats
 * @param tokens target tokens
 * @param seconds it took
 */
record StepRecord(int worker, double loss, long tokens, double seconds) implements Serializable {}
