/** How the parts of layers are stored in saved models. */
package org.attentionzoo.layers.json;
