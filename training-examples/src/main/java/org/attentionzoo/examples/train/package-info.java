/** Trains a translator on anybody's sentence pairs, so that it can stop anywhere and go on. */
package org.attentionzoo.examples.train;
