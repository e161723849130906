package org.attentionzoo.examples.dates;

import java.util.List;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;

/** The share of dates that a model reads without a single wrong character. */
final class ExactMatch {

  private ExactMatch() {}

  /** The share, 0 to 1, with greedy decoding. */
  static double of(Translator translator, List<DateExample> examples) {
    List<Translation> translations =
        translator.translate(
            examples.stream().map(DateExample::text).toList(), Translator.greedy().maxLength(12));
    int right = 0;
    for (int n = 0; n < examples.size(); n++) {
      right += translations.get(n).text().equals(examples.get(n).iso()) ? 1 : 0;
    }
    return (double) right / examples.size();
  }
}
