package org.attentionzoo.examples.dates;

/** The day of the month as people write it in running text. */
final class Ordinals {

  private Ordinals() {}

  /**
   * English counts every day (1st, 2nd, 3rd, 11th …); French, Italian, Portuguese and Spanish only
   * the first; other languages none.
   */
  static String day(int day, String language) {
    return switch (language) {
      case "en" -> day + english(day);
      case "fr" -> day == 1 ? "1er" : Integer.toString(day);
      case "es", "it", "pt" -> day == 1 ? "1º" : Integer.toString(day);
      default -> Integer.toString(day);
    };
  }

  private static String english(int day) {
    if (day >= 11 && day <= 13) {
      return "th";
    }
    return switch (day % 10) {
      case 1 -> "st";
      case 2 -> "nd";
      case 3 -> "rd";
      default -> "th";
    };
  }
}
