/**
 * Sequence generation: greedy search, beam search and sampling over any model that can score one
 * decoder step at a time.
 *
 * <p>{@link org.attentionzoo.zoo.generation.Generator} runs a search, {@link
 * org.attentionzoo.zoo.generation.Decoding} says which, {@link
 * org.attentionzoo.zoo.generation.StepScorer} is the model's side. The prefix is never run again:
 * one call of the decoder per generated position, with the decoder's cached state reordered in
 * between. Finished sentences leave the batch.
 *
 * <p>Letters: N sentences in the batch, R rows of the decoder (live hypotheses of all sentences), V
 * target vocabulary, S source length, T generated steps.
 */
package org.attentionzoo.zoo.generation;
