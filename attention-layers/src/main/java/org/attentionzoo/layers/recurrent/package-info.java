/**
 * Recurrent encoders and decoders: Sutskever et al. 2014, Bahdanau et al. 2014, Luong et al. 2015.
 *
 * <p>{@link org.attentionzoo.layers.recurrent.Cell} holds the equations of one step, {@link
 * org.attentionzoo.layers.recurrent.RecurrentEncoder} reads a source sequence, {@link
 * org.attentionzoo.layers.recurrent.EncoderLayout} says where in its output the states are, and
 * {@link org.attentionzoo.layers.recurrent.RecurrentDecoder} writes the target.
 *
 * <p>Dimension letters: N batch, T target length, S source length, H units, e embedding size, m
 * memory size, a attention size, G gates.
 */
package org.attentionzoo.layers.recurrent;
