package org.attentionzoo.zoo.batch;

/**
 * What an epoch consists of.
 *
 * @param batches number of batches
 * @param pairs number of pairs
 * @param sourceTokens source tokens
 * @param targetTokens target tokens, an end token for each pair included
 * @param paddingShare the share of the source and target arrays that is padding, from 0 to 1
 */
public record BatchStatistics(
    long batches, long pairs, long sourceTokens, long targetTokens, double paddingShare) {}
