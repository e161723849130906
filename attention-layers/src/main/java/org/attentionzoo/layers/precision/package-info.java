/** How wide the numbers are that matrix products read, and which parts of a network can choose. */
package org.attentionzoo.layers.precision;
