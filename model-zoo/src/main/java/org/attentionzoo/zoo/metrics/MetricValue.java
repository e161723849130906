package org.attentionzoo.zoo.metrics;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/**
 * What a metric says of a corpus or a sentence.
 *
 * @param name the metric's name, such as "BLEU" or "chrF2++"
 * @param value 0 to 100, higher is better; for TER 0 and above, lower is better
 * @param signature all settings that the value depends on, as sacreBLEU writes them
 * @param details what else the metric found out, may be empty
 */
public record MetricValue(String name, double value, String signature, String details) {

  public MetricValue {
    Arguments.given("name", name);
    Arguments.given("signature", signature);
    Arguments.given("details", details);
  }

  /** One line as sacreBLEU prints it: {@code BLEU|nrefs:1|… = 48.53 82.4/50.0/…}. */
  @Override
  public String toString() {
    String line = String.format(Locale.ROOT, "%s|%s = %.2f", name, signature, value);
    return details.isEmpty() ? line : line + " " + details;
  }
}
