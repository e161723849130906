package org.attentionzoo.zoo.generation;

/**
 * One more token for a live hypothesis.
 *
 * @param hypothesis its index among those of the search
 */
record Extension(int hypothesis, int token, float logProbability) {}
