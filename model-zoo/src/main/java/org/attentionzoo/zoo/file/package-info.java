/**
 * Files that are replaced as a whole, so that an error never costs what was there before, and
 * folders that one program at a time writes to.
 */
package org.attentionzoo.zoo.file;
