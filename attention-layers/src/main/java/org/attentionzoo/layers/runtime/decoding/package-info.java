/**
 * One position at a time: a definition says how ({@link
 * org.attentionzoo.layers.runtime.decoding.Incremental}), a {@link
 * org.attentionzoo.layers.runtime.decoding.Stepper} runs it and keeps its state.
 */
package org.attentionzoo.layers.runtime.decoding;
