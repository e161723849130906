/** Updaters: how gradients change parameters. */
package org.attentionzoo.layers.updater;
