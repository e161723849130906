/** Uses a trained model: text in, text out. */
package org.attentionzoo.examples.translate;
