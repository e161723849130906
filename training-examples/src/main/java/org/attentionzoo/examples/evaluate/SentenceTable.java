package org.attentionzoo.examples.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.attentionzoo.zoo.metrics.Bleu;
import org.attentionzoo.zoo.metrics.TextMetric;

/** The scores of every single sentence as a TSV file, for looking at the worst. */
final class SentenceTable {

  private SentenceTable() {}

  /** A heading, then a line a sentence: scores, translation, first reference. */
  static String of(TestSet test, List<String> translations, List<TextMetric> metrics) {
    StringBuilder table = new StringBuilder("BLEU\tchrF\tTER\ttranslation\treference\n");
    for (int n = 0; n < translations.size(); n++) {
      String translation = translations.get(n);
      int sentence = n;
      List<String> references =
          test.references().stream().map(stream -> stream.get(sentence)).toList();
      String scores =
          metrics.stream()
              .map(SentenceTable::forSentences)
              .map(metric -> metric.sentence(translation, references).value())
              .map(value -> String.format(Locale.ROOT, "%.2f", value))
              .collect(Collectors.joining("\t"));
      table
          .append(scores)
          .append('\t')
          .append(cell(translation))
          .append('\t')
          .append(cell(references.get(0)))
          .append('\n');
    }
    return table.toString();
  }

  /** BLEU of a sentence of three words would be zero without. */
  private static TextMetric forSentences(TextMetric metric) {
    return metric instanceof Bleu bleu ? bleu.effectiveOrder(true) : metric;
  }

  private static String cell(String text) {
    return text.replace('\t', ' ');
  }
}
