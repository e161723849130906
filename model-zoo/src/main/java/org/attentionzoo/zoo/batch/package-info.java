/**
 * From pairs of token ids to batches for {@code fit}.
 *
 * <pre>
 * PairSource      pairs in memory, or a corpus in a file
 * BatchIterator   shuffled, bucketed, prefetched batches of it; knows its place and can go to any
 * SequenceBatch   the arrays of one batch
 * </pre>
 */
package org.attentionzoo.zoo.batch;
