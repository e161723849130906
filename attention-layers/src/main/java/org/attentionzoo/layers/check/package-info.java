/** Checks of what callers give. */
package org.attentionzoo.layers.check;
