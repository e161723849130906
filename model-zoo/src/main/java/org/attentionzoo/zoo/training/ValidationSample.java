package org.attentionzoo.zoo.training;

import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.translation.Translation;

/**
 * A sentence of the validation set as the model translated it.
 *
 * @param reference the translation that is given
 * @param translation the model's, with where it looked if it can tell
 */
public record ValidationSample(String reference, Translation translation) {

  /**
   * @throws IllegalArgumentException if something is null
   */
  public ValidationSample {
    Arguments.given("reference", reference);
    Arguments.given("translation", translation);
  }
}
