/**
 * Memory of the runtime: arrays in c order without gaps, copied and seen in other shapes without
 * the cost of an ND4J operation.
 */
package org.attentionzoo.layers.runtime.memory;
