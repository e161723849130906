/** Text in, text out: saved models that translate texts. */
package org.attentionzoo.zoo.translation;
