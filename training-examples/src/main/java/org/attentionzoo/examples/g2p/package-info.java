/** The second example: how English words are pronounced, learnt from the CMU dictionary. */
package org.attentionzoo.examples.g2p;
