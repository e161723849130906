/** The smallest whole program: from pairs of texts to a model that translates. */
package org.attentionzoo.examples.first;
