/**
 * How good a model or a file of translations is.
 *
 * <p>Dimension letters: N batch, T target length, S source length, V vocabulary.
 */
package org.attentionzoo.examples.evaluate;
