/** Programs that measure: each compares two sides in turn and prints the median of the ratios. */
package org.attentionzoo.examples.benchmark;
