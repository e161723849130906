/**
 * Output layers over a vocabulary: projection, softmax cross-entropy with label smoothing and their
 * gradient in one, with integer labels [N, T] and a mask [N, T].
 *
 * <p>{@link org.attentionzoo.layers.output.TokenOutputLayer} has a weight of its own; {@link
 * org.attentionzoo.layers.output.TiedTokenOutput} uses a table that another vertex owns. Decoding
 * scores single hidden states through {@link org.attentionzoo.layers.output.TokenScorer}.
 *
 * <p>The mathematics is one interface without state, TokenSoftmax: in ND4J's operations
 * (OpsSoftmax, Projection, SoftmaxCrossEntropy) and on kernels (FloatSoftmax, ChunkedLoss,
 * LossRows, SoftmaxRows, DecodingTable). The runtimes around it are what DL4J sees.
 */
package org.attentionzoo.layers.output;
