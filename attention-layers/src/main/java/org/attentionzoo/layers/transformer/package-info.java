/**
 * The Transformer's parts (Vaswani et al. 2017): multi-head attention, encoder layer, decoder
 * vertex, layer normalization.
 *
 * <p>Dimension letters: N batch, T target length, S source length, d model size, h heads, k = d / h
 * the size of a head. Masks {@code [N, T]} are 1 = keep, 0 = padding.
 *
 * <p>Parameter keys are part of saved models: renaming one breaks them.
 */
package org.attentionzoo.layers.transformer;
