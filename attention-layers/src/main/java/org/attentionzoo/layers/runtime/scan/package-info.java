/** Recurrence: {@link org.attentionzoo.layers.runtime.scan.Scan} for authors, and what runs it. */
package org.attentionzoo.layers.runtime.scan;
