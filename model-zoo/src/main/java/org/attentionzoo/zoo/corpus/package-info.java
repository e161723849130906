/**
 * Parallel text from files to token ids in a file, in memory that does not grow with the corpus;
 * {@code zoo.batch} makes batches of it.
 *
 * <pre>
 * ParallelText     two line-aligned files or TSV, through DataVec record readers
 * TextSplit        one to train with, and one to validate with
 * TokenCounts      token counts of both sides, for vocabularies and merges
 * EncodedCorpus    token ids of the pairs that pass a PairFilter, in a file
 * </pre>
 */
package org.attentionzoo.zoo.corpus;
