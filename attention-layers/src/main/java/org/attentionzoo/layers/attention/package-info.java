/**
 * Additive and multiplicative attention: which source position a target position looks at, and with
 * what weight.
 *
 * <p>A {@link org.attentionzoo.layers.attention.Score} compares a query with every key, a {@link
 * org.attentionzoo.layers.attention.Window} says which positions take part and turns scores into
 * weights, an {@link org.attentionzoo.layers.attention.Alignment} is one of each, and {@link
 * org.attentionzoo.layers.attention.Attention} is the vertex for a {@code ComputationGraph}. A
 * recurrent decoder uses an {@code Alignment} one step at a time, with T = 1: the same code.
 *
 * <p>Dimension letters: N batch, T target length, S source length, q query size, m memory size, a
 * attention size. Masks are 1 = keep, 0 = padding. Positions count from 0.
 */
package org.attentionzoo.layers.attention;
