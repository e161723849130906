/**
 * Definitions as layers and vertices of DL4J: {@link
 * org.attentionzoo.layers.runtime.dl4j.PlannedLayer} and {@link
 * org.attentionzoo.layers.runtime.dl4j.PlannedVertex} are what a new one extends.
 */
package org.attentionzoo.layers.runtime.dl4j;
