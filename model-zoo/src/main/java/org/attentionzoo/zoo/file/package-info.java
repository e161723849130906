/** Files that are replaced as a whole, so that an error never costs what was there before. */
package org.attentionzoo.zoo.file;
