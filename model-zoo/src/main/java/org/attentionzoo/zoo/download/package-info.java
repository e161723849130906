/** Files from servers that nobody vouches for: resumable, with limits. */
package org.attentionzoo.zoo.download;
