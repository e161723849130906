package org.attentionzoo.examples.dates;

import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The locales and, for each, the four CLDR styles and some more that people there use. */
final class DateStyles {

  private static final Map<Locale, List<DateStyle>> BY_LOCALE = new LinkedHashMap<>();

  static {
    add("en-US", "EEE, MMM d, y", "MMM d, yy", "MMMM '{o}', y", "EEEE, MMMM '{o}', y", "MM/dd/y");
    add(
        "en-GB",
        "'{o}' MMMM y",
        "'{o}' 'of' MMMM y",
        "'the' '{o}' 'of' MMMM y",
        "EEEE '{o}' 'of' MMMM y",
        "EEE d MMM yy",
        "dd/MM/yy");
    add("de", "d.M.y", "EEE, d. MMM y", "EEEE, 'den' d. MMMM y", "d. MMMM yy", "d. MMM yy");
    add("fr", "'{o}' MMMM y", "'le' EEEE '{o}' MMMM y", "EEE d MMM y", "d MMM yy", "dd/MM/yy");
    add(
        "es",
        "'{o}' 'de' MMMM 'de' y",
        "EEE d MMM y",
        "d 'de' MMMM 'del' y",
        "dd/MM/y",
        "d MMM yy");
    add("it", "'{o}' MMMM y", "EEE d MMM y", "dd/MM/y", "d MMM yy");
    add("nl", "EEE d MMM y", "d MMMM yy", "dd-MM-yy", "d-M-y");
    add("pt-BR", "'{o}' 'de' MMMM 'de' y", "EEE, d MMM y", "dd/MM/yy", "d MMM yy");
    add("sv", "EEE d MMM y", "'den' d MMMM y", "d MMM yy", "d.M.y");
    add("da", "EEE d. MMM y", "d. MMM yy", "dd.MM.yy", "d.M.y");
    add("fi", "EEE d. MMMM y", "d. MMMM yy", "dd.MM.y", "d.M.yy");
    add("pl", "d MMMM y 'r'.", "EEE, d MMM y", "d MMM yy", "dd.MM.yy");
    add("cs", "EEE d. MMMM y", "d. MMM y", "d.M.y", "d. M. yy");
    add("ru", "d MMMM y", "EEE, d MMM y", "d MMM yy", "dd.MM.yy");
    add("el", "EEE d MMM y", "d MMM yy", "dd/MM/y");
    add("ja", "y年M月d日(EEE)", "y年MM月dd日", "y.MM.dd");
  }

  private DateStyles() {}

  private static void add(String languageTag, String... morePatterns) {
    Locale locale = Locale.forLanguageTag(languageTag);
    Set<String> patterns = new LinkedHashSet<>();
    for (FormatStyle style : FormatStyle.values()) {
      patterns.add(
          DateTimeFormatterBuilder.getLocalizedDateTimePattern(
              style, null, IsoChronology.INSTANCE, locale));
    }
    patterns.addAll(List.of(morePatterns));
    BY_LOCALE.put(
        locale, patterns.stream().map(pattern -> new DateStyle(locale, pattern)).toList());
  }

  /** All locales, always in the same order. */
  static List<Locale> locales() {
    return new ArrayList<>(BY_LOCALE.keySet());
  }

  /** The styles of one of the {@link #locales()}. */
  static List<DateStyle> of(Locale locale) {
    return BY_LOCALE.get(locale);
  }
}
