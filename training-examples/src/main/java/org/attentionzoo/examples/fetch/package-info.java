/** Fetches public data to train with. */
package org.attentionzoo.examples.fetch;
