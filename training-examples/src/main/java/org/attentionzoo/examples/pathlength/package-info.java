/**
 * The length of the path between two positions, made visible: how much of a symbol arrives at the
 * output, by how far away it was read.
 *
 * <p>Dimension letters: N batch, T target length, S source length, d model size.
 */
package org.attentionzoo.examples.pathlength;
