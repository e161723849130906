/** What a training shows of itself: progress on the console, curves and attention as pictures. */
package org.attentionzoo.examples.report;
