/** The commands {@code import} and {@code export}: models of other programs, there and back. */
package org.attentionzoo.examples.exchange;
