/**
 * How good translations are: BLEU, chrF and TER with the numbers and the signatures of sacreBLEU
 * (Post 2018), perplexity and token accuracy under teacher forcing, scores by sentence length.
 *
 * <p>Dimension letters: N batch, T target length, V vocabulary.
 */
package org.attentionzoo.zoo.metrics;
