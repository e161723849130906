/**
 * Output layers over a vocabulary: projection, softmax cross-entropy with label smoothing and their
 * gradient in one, with integer labels [N, T] and a mask [N, T].
 *
 * <p>{@link org.attentionzoo.layers.output.TokenOutputLayer} has a weight of its own; {@link
 * org.attentionzoo.layers.output.TiedTokenOutput} uses a table that another vertex owns. Decoding
 * scores single hidden states through {@link org.attentionzoo.layers.output.TokenScorer}.
 */
package org.attentionzoo.layers.output;
