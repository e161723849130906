package org.attentionzoo.layers.runtime;

/**
 * A configuration that can say whether its options go together. Its builder asks when it builds;
 * JSON goes past the builder, so who reads a saved model asks again.
 */
public interface CheckedOptions {

  /**
   * @throws IllegalArgumentException if an option is missing or out of its range; names both
   */
  void checkOptions();
}
