package org.attentionzoo.examples.dates;

import java.util.List;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.translation.Translator;

/** The share of dates that a model reads without a single wrong character. */
final class ExactMatch {

  private ExactMatch() {}

  /** The share, 0 to 1, with greedy decoding. */
  static double of(Translator translator, List<DateExample> examples) {
    List<String> translations =
        translator
            .with(Decoding.greedy().maxLength(12))
            .translate(examples.stream().map(DateExample::text).toList());
    int right = 0;
    for (int n = 0; n < examples.size(); n++) {
      right += translations.get(n).equals(examples.get(n).iso()) ? 1 : 0;
    }
    return (double) right / examples.size();
  }
}
