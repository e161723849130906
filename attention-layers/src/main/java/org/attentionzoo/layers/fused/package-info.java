/**
 * The fast paths: what definitions of attention, recurrence, Transformer and embedding mean,
 * computed in FLOAT on the CPU in a few passes over memory. Each is a {@link
 * org.attentionzoo.layers.runtime.PlanFunction} that equals the definition that names it to 1e-5,
 * by way of {@link org.attentionzoo.layers.fused.Fused} alone; whether one is taken is {@link
 * org.attentionzoo.layers.runtime.LayerGraph#fused}'s to say.
 *
 * <p>Dimension letters: N batch, T target length, S source length, d model size, h heads, a
 * attention size, H units.
 */
package org.attentionzoo.layers.fused;
