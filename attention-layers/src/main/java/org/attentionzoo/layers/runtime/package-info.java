/**
 * The runtime of this project's SameDiff layers and vertices, in place of DL4J's stock one.
 *
 * <p>A layer or vertex is defined once, as a {@link org.attentionzoo.layers.runtime.LayerGraph}: a
 * SameDiff graph plus what SameDiff lacks (dropout, a scan over time, steps of our own). {@link
 * org.attentionzoo.layers.runtime.ReverseMode} adds the gradient, {@link
 * org.attentionzoo.layers.runtime.Plan} orders the steps, {@link
 * org.attentionzoo.layers.runtime.Frame} runs them on preallocated memory, and {@link
 * org.attentionzoo.layers.runtime.PlannedLayer} and {@link
 * org.attentionzoo.layers.runtime.PlannedVertex} are what a new layer extends.
 *
 * <p>Dimension letters, here and in the whole project: N batch, T target length, S source length, d
 * model size, h heads, V vocabulary. Masks are 1 = keep, 0 = padding.
 */
package org.attentionzoo.layers.runtime;
