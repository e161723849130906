/**
 * A definition compiled and run: {@link org.attentionzoo.layers.runtime.plan.ReverseMode} adds the
 * gradient, {@link org.attentionzoo.layers.runtime.plan.Plan} orders the steps, {@link
 * org.attentionzoo.layers.runtime.plan.Frame} has the memory, and a {@link
 * org.attentionzoo.layers.runtime.plan.Binding} runs them.
 */
package org.attentionzoo.layers.runtime.plan;
