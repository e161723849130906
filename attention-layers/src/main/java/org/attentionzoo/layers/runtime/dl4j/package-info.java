/**
 * Definitions as layers and vertices of DL4J: {@link
 * org.attentionzoo.layers.runtime.dl4j.PlannedLayer} and {@link
 * org.attentionzoo.layers.runtime.dl4j.PlannedVertex} are what a new one extends.
 *
 * <p>Where arrays pass between DL4J and a definition lies DL4J's border:
 *
 * <pre>
 *   DL4J: [N, size, T]     │      inside: [N, T, size]
 *                          │
 *   activation, mask  ──PlanRunner checks──▶  Binding.forward
 *   next activation   ◀──Border copies──────    │
 *   epsilon           ──PlanRunner─────────▶  Binding.backward ──▶ parameters' gradient views
 *   input's gradient  ◀──Border copies──────    │
 * </pre>
 */
package org.attentionzoo.layers.runtime.dl4j;
