package org.attentionzoo.examples.dates;

import java.text.Normalizer;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * The ways in which people are careless that do not change the date: capitals, spaces, commas and
 * the dots of abbreviations.
 */
final class DateNoise {

  private static final Pattern WORD_START = Pattern.compile("(?<![\\p{L}\\p{M}\\d])\\p{L}");
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern ABBREVIATION_DOT = Pattern.compile("(?<=\\p{L})\\.");
  private static final Pattern SPACE_AFTER_MARK = Pattern.compile("(?<=[.,]) ");
  private static final Pattern SPACE = Pattern.compile(" ");

  private DateNoise() {}

  /** The text with each kind of noise at a fixed probability. */
  static String apply(String text, Locale locale, SplittableRandom random) {
    String noisy = text;
    noisy = chance(0.15, random) ? COMMA.matcher(noisy).replaceAll("") : noisy;
    noisy = chance(0.15, random) ? ABBREVIATION_DOT.matcher(noisy).replaceAll("") : noisy;
    noisy = chance(0.10, random) ? SPACE_AFTER_MARK.matcher(noisy).replaceAll("") : noisy;
    noisy = chance(0.05, random) ? SPACE.matcher(noisy).replaceAll("  ") : noisy;
    return Case.values()[pick(random)].of(noisy, locale);
  }

  /** 0 as written, 1 lower, 2 upper, 3 title case with probability 0.6, 0.2, 0.1, 0.1. */
  private static int pick(SplittableRandom random) {
    int tenth = random.nextInt(10);
    return tenth < 6 ? 0 : tenth < 8 ? 1 : tenth - 6;
  }

  private static boolean chance(double probability, SplittableRandom random) {
    return random.nextDouble() < probability;
  }

  /** How the letters of a text are capitalised. */
  enum Case {
    AS_WRITTEN {
      @Override
      String apply(String text, Locale locale) {
        return text;
      }
    },
    LOWER {
      @Override
      String apply(String text, Locale locale) {
        return text.toLowerCase(locale);
      }
    },
    UPPER {
      @Override
      String apply(String text, Locale locale) {
        return text.toUpperCase(locale);
      }
    },
    TITLE {
      @Override
      String apply(String text, Locale locale) {
        return WORD_START.matcher(text).replaceAll(match -> match.group().toUpperCase(locale));
      }
    };

    abstract String apply(String text, Locale locale);

    /** The text so capitalised; a capital of some accented letters is two characters at first. */
    String of(String text, Locale locale) {
      return Normalizer.normalize(apply(text, locale), Normalizer.Form.NFC);
    }
  }
}
