/** Holds the pages of the project to the truth: links, commands, programs. */
package org.attentionzoo.examples.pages;
