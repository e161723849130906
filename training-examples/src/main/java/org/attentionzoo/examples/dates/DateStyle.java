package org.attentionzoo.examples.dates;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One way to write a date in one locale: a {@link DateTimeFormatter} pattern, in which the literal
 * {@code '{o}'} stands for the day as an {@linkplain Ordinals ordinal}.
 */
public final class DateStyle {

  /** First year that a two-digit year can mean. */
  public static final int PIVOT = 1970;

  private static final String ORDINAL = "{o}";
  private static final Pattern TWO_DIGIT_YEAR = Pattern.compile("(?<!y)yy(?!y)");
  private static final Pattern SLASHES = Pattern.compile("(d{1,2}/M{1,2}|M{1,2}/d{1,2})/y+");

  private final Locale locale;
  private final String pattern;
  private final DateTimeFormatter formatter;
  private final boolean twoDigitYear;
  private final boolean dayAndMonthAlike;

  DateStyle(Locale locale, String pattern) {
    this.locale = locale;
    this.pattern = pattern;
    this.formatter = DateTimeFormatter.ofPattern(pattern, locale);
    this.twoDigitYear = TWO_DIGIT_YEAR.matcher(pattern).find();
    this.dayAndMonthAlike = SLASHES.matcher(pattern).matches();
  }

  /** The language and country whose names and order are used. */
  public Locale locale() {
    return locale;
  }

  /** The formatter pattern. */
  public String pattern() {
    return pattern;
  }

  /** The date in this style, as the locale data spells it. */
  public String format(LocalDate date) {
    return formatter
        .format(date)
        .replace(ORDINAL, Ordinals.day(date.getDayOfMonth(), locale.getLanguage()));
  }

  /**
   * Whether a reader can tell the century: always with a four-digit year, with two digits from
   * {@value #PIVOT} on for a hundred years.
   */
  public boolean canWrite(LocalDate date) {
    boolean inPivotCentury = date.getYear() >= PIVOT && date.getYear() < PIVOT + 100;
    return inPivotCentury || !twoDigitYear;
  }

  /**
   * Whether a reader who does not know the locale may take the day for the month: with slashes,
   * unless the year comes first, the day is above 12, or both are equal. Dots and hyphens leave no
   * doubt: they are used day first, or year first with four digits.
   */
  public boolean isAmbiguous(LocalDate date) {
    int day = date.getDayOfMonth();
    return dayAndMonthAlike && day <= 12 && day != date.getMonthValue();
  }

  @Override
  public String toString() {
    return locale + " " + pattern;
  }
}
