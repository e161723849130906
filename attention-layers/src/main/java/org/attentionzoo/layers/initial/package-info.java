/** Values that parameters begin with. */
package org.attentionzoo.layers.initial;
