package org.attentionzoo.examples.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One sentence that a model translated, an element of {@code samples.json}.
 *
 * @param source the source as text
 * @param reference what a person wrote, or null
 * @param translation the model's answer as text
 * @param sourceTokens the S tokens that the model read
 * @param targetTokens the T tokens that it wrote; the last one is the end token where the model
 *     ended the sentence by itself
 * @param attention weights in [0, 1], [T][S]; null for a model without attention
 */
public record SampleTranslation(
    String source,
    String reference,
    String translation,
    List<String> sourceTokens,
    List<String> targetTokens,
    float[][] attention) {

  /**
   * @throws IllegalArgumentException if the numbers of tokens and of weights differ; names both
   */
  public SampleTranslation {
    sourceTokens = List.copyOf(Objects.requireNonNull(sourceTokens, "sourceTokens is missing"));
    targetTokens = List.copyOf(Objects.requireNonNull(targetTokens, "targetTokens is missing"));
    if (attention != null) {
      check(attention, targetTokens.size(), sourceTokens.size());
    }
  }

  private static void check(float[][] attention, int rows, int columns) {
    if (attention.length != rows) {
      throw new IllegalArgumentException(
          attention.length + " rows of attention weights for " + rows + " target tokens");
    }
    for (int t = 0; t < rows; t++) {
      if (attention[t].length != columns) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%d attention weights in row %d for %d source tokens",
                attention[t].length,
                t,
                columns));
      }
    }
  }
}
