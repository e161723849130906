/** Pictures of the models, drawn from their configurations, and of what attention may look at. */
package org.attentionzoo.examples.draw;
