/**
 * Token embeddings with positions, and one table shared by several embeddings and the output.
 *
 * <p>Dimension letters: N batch, T length, d model size, V vocabulary.
 */
package org.attentionzoo.layers.embedding;
