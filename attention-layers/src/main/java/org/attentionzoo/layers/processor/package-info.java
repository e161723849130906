/** What this machine's processor can do, and what OpenBLAS takes it for. */
package org.attentionzoo.layers.processor;
