/** Measures how far a reader has to go: run {@code TypesToFollow} before and after a redesign. */
package org.attentionzoo.examples.reading;
