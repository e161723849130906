package org.attentionzoo.examples.dates;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.attentionzoo.zoo.text.TextNormalizer;

/**
 * Makes dates as people write them, in {@value #LOCALES} locales and every {@link DateStyle}, with
 * {@link DateNoise}.
 *
 * <p>Every text means one date:
 *
 * <ul>
 *   <li>Two-digit years are the years 1970 to 2069. All others lie between {@value #FIRST_YEAR} and
 *       {@value #LAST_YEAR}.
 *   <li>Digits with dots or hyphens are day, month, year, or begin with a four-digit year.
 *   <li>Digits with slashes are month first in the United States and day first elsewhere. Where
 *       both readings are dates, and not the same one, the text begins with its locale: {@code
 *       <en_US> 03/04/1999} is the 4th of March, {@code <en_GB> 03/04/1999} the 3rd of April. Other
 *       texts sometimes carry a locale, and need none.
 * </ul>
 */
public final class DateExamples {

  /** Number of locales. */
  public static final int LOCALES = 16;

  /** First year of the dates. */
  public static final int FIRST_YEAR = 1900;

  /** Last year of the dates. */
  public static final int LAST_YEAR = 2099;

  /** Probability of a locale in front of a text that needs none. */
  private static final double SPARE_TAG = 0.05;

  private static final long FIRST_DAY = LocalDate.of(FIRST_YEAR, 1, 1).toEpochDay();
  private static final long END_DAY = LocalDate.of(LAST_YEAR + 1, 1, 1).toEpochDay();

  private DateExamples() {}

  /**
   * Examples in a random order, the same ones for the same arguments on the same JDK.
   *
   * @param split the dates to draw from
   * @param count how many, at least 1
   * @param seed another seed, other examples
   * @throws IllegalArgumentException if {@code count < 1}
   */
  public static List<DateExample> generate(DateSplit split, int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("Number of examples must be at least 1, got " + count);
    }
    SplittableRandom random =
        new SplittableRandom(seed * DateSplit.values().length + split.ordinal());
    List<DateExample> examples = new ArrayList<>(count);
    while (examples.size() < count) {
      examples.add(example(date(split, random), random));
    }
    return examples;
  }

  /** The token that says which locale a text is from, such as {@code <en_US>}. */
  public static String tag(Locale locale) {
    return "<" + locale + ">";
  }

  private static LocalDate date(DateSplit split, SplittableRandom random) {
    LocalDate date;
    do {
      date = LocalDate.ofEpochDay(random.nextLong(FIRST_DAY, END_DAY));
    } while (DateSplit.of(date) != split);
    return date;
  }

  private static DateExample example(LocalDate date, SplittableRandom random) {
    Locale locale = pick(DateStyles.locales(), random);
    DateStyle style;
    do {
      style = pick(DateStyles.of(locale), random);
    } while (!style.canWrite(date));
    boolean tagged = style.isAmbiguous(date) | random.nextDouble() < SPARE_TAG;
    String noisy = DateNoise.apply(normal(style, date), locale, random);
    return new DateExample(tagged ? tag(locale) + " " + noisy : noisy, date, style);
  }

  /** The text of a date without noise; locale data has spaces of several kinds. */
  static String normal(DateStyle style, LocalDate date) {
    return TextNormalizer.normalize(style.format(date));
  }

  private static <E> E pick(List<E> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
