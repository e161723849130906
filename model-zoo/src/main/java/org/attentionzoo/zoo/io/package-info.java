/**
 * Saved models: {@link org.attentionzoo.zoo.io.ModelZip} is a plain DL4J zip with the vocabularies
 * and a model card beside the network, all of it JSON and DL4J's own formats.
 */
package org.attentionzoo.zoo.io;
