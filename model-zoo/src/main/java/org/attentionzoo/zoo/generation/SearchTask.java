package org.attentionzoo.zoo.generation;

/**
 * What one search works on.
 *
 * @param row its row in the decoder before the first step
 * @param stream number of the search among all searches of a text; the random numbers depend on it
 * @param source index of the source in the batch
 * @param sourceLength S of that source
 * @param maxSteps decoder steps at most, EOS included
 * @param endForced whether the last step that there may be is EOS for certain
 * @param suppressed tokens never to generate [V]
 * @param prefix tokens that every hypothesis begins with
 */
record SearchTask(
    int row,
    long stream,
    int source,
    int sourceLength,
    int maxSteps,
    boolean endForced,
    int bos,
    int eos,
    boolean[] suppressed,
    int[] prefix) {}
