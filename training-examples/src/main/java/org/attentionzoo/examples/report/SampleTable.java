package org.attentionzoo.examples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sample translations: each source with what the models made of it. Words that the reference does
 * not have are marked.
 */
final class SampleTable {

  private SampleTable() {}

  /** The sections of all sources, in the order of the first model that has them. */
  static String html(List<Run> runs) {
    Map<String, Map<Integer, SampleTranslation>> bySource = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      for (SampleTranslation sample : runs.get(i).samples()) {
        bySource.computeIfAbsent(sample.source(), s -> new LinkedHashMap<>()).put(i, sample);
      }
    }
    StringBuilder html = new StringBuilder();
    bySource.forEach((source, samples) -> html.append(sample(runs, source, samples)));
    return html.toString();
  }

  private static String sample(
      List<Run> runs, String source, Map<Integer, SampleTranslation> samples) {
    StringBuilder html = new StringBuilder("<div class=\"sample\"><dl>");
    html.append(
        String.format(
            Locale.ROOT, "<dt>source</dt><dd class=\"source\">%s</dd>", Html.text(source)));
    String reference =
        samples.values().stream()
            .map(SampleTranslation::reference)
            .filter(text -> text != null)
            .findFirst()
            .orElse(null);
    if (reference != null) {
      html.append(
          String.format(Locale.ROOT, "<dt>reference</dt><dd>%s</dd>", Html.text(reference)));
    }
    samples.forEach(
        (model, sample) ->
            html.append(
                String.format(
                    Locale.ROOT,
                    "<dt data-model=\"%d\"><i class=\"dot\" style=\"background:%s\"></i>%s</dt><dd data-model=\"%d\">%s</dd>",
                    model,
                    Palette.color(model),
                    Html.text(runs.get(model).name()),
                    model,
                    marked(sample.translation(), reference))));
    return html.append("</dl></div>\n").toString();
  }

  /** A word of the reference excuses one word of the translation; case does not matter. */
  private static String marked(String translation, String reference) {
    if (reference == null) {
      return Html.text(translation);
    }
    List<String> left = new ArrayList<>(words(reference));
    StringBuilder html = new StringBuilder();
    for (String word : translation.split(" ", -1)) {
      html.append(html.isEmpty() ? "" : " ");
      boolean known = word.isEmpty() || left.remove(bare(word)) || bare(word).isEmpty();
      html.append(known ? Html.text(word) : "<mark>" + Html.text(word) + "</mark>");
    }
    return html.toString();
  }

  private static List<String> words(String text) {
    return List.of(text.split(" ")).stream().map(SampleTable::bare).toList();
  }

  private static String bare(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("^\\p{P}+|\\p{P}+$", "");
  }
}
