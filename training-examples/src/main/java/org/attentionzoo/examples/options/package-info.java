/** What the options of several commands share. */
package org.attentionzoo.examples.options;
