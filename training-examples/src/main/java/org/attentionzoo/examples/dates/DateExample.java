package org.attentionzoo.examples.dates;

import java.time.LocalDate;

/**
 * A date as somebody wrote it.
 *
 * @param text what was written, whitespace normalised
 * @param date what was meant
 * @param style the style the text was made in
 */
public record DateExample(String text, LocalDate date, DateStyle style) {

  /** What a model shall answer: the date in ISO 8601, such as {@code 1999-05-03}. */
  public String iso() {
    return date.toString();
  }
}
