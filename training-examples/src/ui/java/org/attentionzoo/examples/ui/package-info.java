/** DL4J's training UI; only the profile {@code ui} builds it. */
package org.attentionzoo.examples.ui;
