/**
 * From text to the integer arrays the models take, and back.
 *
 * <p>Dimension letters: N batch, T target length, S source length.
 */
package org.attentionzoo.zoo.text;
