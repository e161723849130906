/**
 * Parallel text from files to training batches, in memory that does not grow with the corpus.
 *
 * <pre>
 * ParallelText     two line-aligned files or TSV, through DataVec record readers
 * TextSplit        one to train with, and one to validate with
 * TokenCounts      token counts of both sides, for vocabularies and merges
 * EncodedCorpus    token ids of the pairs that pass a PairFilter, in a file
 * CorpusIterator   shuffled, bucketed, prefetched batches of it, for fit
 * </pre>
 */
package org.attentionzoo.zoo.corpus;
