/**
 * Weights that other programs have trained: {@link org.attentionzoo.zoo.weights.NamedTensors} is a
 * file of theirs, whatever its format. Such a file is believed nothing before it is checked.
 */
package org.attentionzoo.zoo.weights;
