/** Programs that measure, and print medians; nothing here is a test. */
package org.attentionzoo.examples.benchmark;
