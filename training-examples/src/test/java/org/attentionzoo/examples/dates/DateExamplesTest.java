package org.attentionzoo.examples.dates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import java.time.LocalDate;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.attentionzoo.zoo.text.TextNormalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DateExamplesTest {

  private static final List<DateExample> TRAINING =
      DateExamples.generate(DateSplit.TRAINING, 40_000, 1);

  @Test
  void theSameSeedGivesTheSameExamplesAndAnotherOthers() {
    List<DateExample> first = DateExamples.generate(DateSplit.TEST, 200, 5);
    assertThat(DateExamples.generate(DateSplit.TEST, 200, 5)).isEqualTo(first);
    assertThat(DateExamples.generate(DateSplit.TEST, 200, 6)).isNotEqualTo(first);
    assertThat(DateExamples.generate(DateSplit.TEST, 300, 5))
        .startsWith(first.toArray(new DateExample[0]));
  }

  @Test
  void noDateIsInTwoParts() {
    Set<LocalDate> training = dates(TRAINING);
    Set<LocalDate> validation = dates(DateExamples.generate(DateSplit.VALIDATION, 5_000, 1));
    Set<LocalDate> test = dates(DateExamples.generate(DateSplit.TEST, 5_000, 1));
    assertThat(Collections.disjoint(training, validation)).isTrue();
    assertThat(Collections.disjoint(training, test)).isTrue();
    assertThat(Collections.disjoint(validation, test)).isTrue();
  }

  @Test
  void eightOfTenDatesAreForTraining() {
    Map<DateSplit, Long> days =
        LocalDate.of(1900, 1, 1)
            .datesUntil(LocalDate.of(2100, 1, 1))
            .collect(Collectors.groupingBy(DateSplit::of, Collectors.counting()));
    assertThat(days.get(DateSplit.TRAINING)).isBetween(57_500L, 59_300L);
    assertThat(days.get(DateSplit.TEST)).isBetween(7_000L, 7_600L);
  }

  @Test
  void allLocalesAndStylesOccur() {
    assertThat(DateStyles.locales()).hasSize(DateExamples.LOCALES).hasSizeGreaterThanOrEqualTo(12);
    Set<DateStyle> seen = TRAINING.stream().map(DateExample::style).collect(Collectors.toSet());
    Set<DateStyle> all = new HashSet<>();
    DateStyles.locales().forEach(locale -> all.addAll(DateStyles.of(locale)));
    assertThat(seen).isEqualTo(all);
  }

  @Test
  void aTextNeverMeansTwoDates() {
    Map<String, LocalDate> meaning = new HashMap<>();
    List<DateExample> all = new ArrayList<>(TRAINING);
    all.addAll(DateExamples.generate(DateSplit.TRAINING, 60_000, 2));
    all.addAll(DateExamples.generate(DateSplit.TEST, 20_000, 1));
    for (DateExample example : all) {
      LocalDate other = meaning.put(example.text(), example.date());
      if (other != null && !other.equals(example.date())) {
        fail(example.text() + " is " + example.date() + " and " + other);
      }
    }
  }

  @Test
  void noStyleOfAnyLocaleWritesTwoDatesAlike() {
    Map<String, LocalDate> meaning = new HashMap<>();
    LocalDate.of(2003, 1, 1)
        .datesUntil(LocalDate.of(2005, 1, 1))
        .forEach(
            date -> {
              for (Locale locale : DateStyles.locales()) {
                for (DateStyle style : DateStyles.of(locale)) {
                  if (!style.isAmbiguous(date)) {
                    String text = DateNoise.Case.LOWER.of(DateExamples.normal(style, date), locale);
                    LocalDate other = meaning.put(text.replace(",", ""), date);
                    if (other != null && !other.equals(date)) {
                      fail(text + " is " + date + " and " + other + ", " + style);
                    }
                  }
                }
              }
            });
  }

  @Test
  void ambiguousTextsBeginWithTheirLocale() {
    List<DateExample> ambiguous =
        TRAINING.stream().filter(example -> example.style().isAmbiguous(example.date())).toList();
    assertThat(ambiguous).isNotEmpty();
    assertThat(ambiguous)
        .allMatch(example -> example.text().startsWith(DateExamples.tag(example.style().locale())));
  }

  @Test
  void digitsWithSlashesAreAmbiguousOnlyWhereBothReadingsAreDates() {
    DateStyle american = style("en-US", "M/d/yy");
    DateStyle japanese = style("ja", "y/MM/dd");
    DateStyle german = style("de", "dd.MM.yy");
    LocalDate doubtful = LocalDate.of(1999, 3, 4);
    assertThat(american.isAmbiguous(doubtful)).isTrue();
    assertThat(american.isAmbiguous(LocalDate.of(1999, 3, 13))).isFalse();
    assertThat(american.isAmbiguous(LocalDate.of(1999, 3, 3))).isFalse();
    assertThat(japanese.isAmbiguous(doubtful)).isFalse();
    assertThat(german.isAmbiguous(doubtful)).isFalse();
  }

  @Test
  void twoDigitYearsAreWithinThePivotCentury() {
    DateStyle german = style("de", "dd.MM.yy");
    assertThat(german.canWrite(LocalDate.of(1969, 12, 31))).isFalse();
    assertThat(german.canWrite(LocalDate.of(1970, 1, 1))).isTrue();
    assertThat(german.canWrite(LocalDate.of(2069, 12, 31))).isTrue();
    assertThat(german.canWrite(LocalDate.of(2070, 1, 1))).isFalse();
    assertThat(style("de", "dd.MM.y").canWrite(LocalDate.of(1900, 1, 1))).isTrue();
    assertThat(TRAINING).allMatch(example -> example.style().canWrite(example.date()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3rd of May 1999 | en-GB | 1999-05-03",
        "samedi 9 mai 1998 | fr | 1998-05-09",
        "09.10.75 | de | 1975-10-09",
        "Dienstag, 2. März 2021 | de | 2021-03-02",
        "le samedi 1er mai 1999 | fr | 1999-05-01",
        "May 22nd, 2010 | en-US | 2010-05-22",
        "1999年5月3日月曜日 | ja | 1999-05-03",
      })
  void theTextsOfTheReadmeAreAmongTheStyles(String text, String locale, LocalDate date) {
    assertThat(DateStyles.of(Locale.forLanguageTag(locale)))
        .extracting(style -> DateExamples.normal(style, date))
        .contains(text);
  }

  @ParameterizedTest
  @EnumSource(FormatStyle.class)
  void everyFormatStyleOfTheLocaleDataIsThere(FormatStyle formatStyle) {
    LocalDate date = LocalDate.of(2021, 3, 2);
    for (Locale locale : DateStyles.locales()) {
      String text =
          java.time.format.DateTimeFormatter.ofLocalizedDate(formatStyle)
              .withLocale(locale)
              .format(date);
      assertThat(DateStyles.of(locale))
          .extracting(style -> DateExamples.normal(style, date))
          .contains(TextNormalizer.normalize(text));
    }
  }

  @Test
  void textsAreNormalisedAndFitTheModel() {
    assertThat(TRAINING)
        .allMatch(example -> example.text().equals(TextNormalizer.normalize(example.text())));
    assertThat(TRAINING.stream().mapToInt(example -> example.text().length()).max().getAsInt())
        .isBetween(30, 60);
  }

  @Test
  void noiseChangesCapitalsSpacesCommasAndDots() {
    List<String> texts = TRAINING.stream().map(DateExample::text).toList();
    assertThat(texts).anyMatch(text -> text.matches("\\d+TH OF .*"));
    assertThat(texts).anyMatch(text -> text.matches("samedi  \\d+.*"));
    assertThat(texts).anyMatch(text -> text.matches("Dienstag \\d+\\. .*"));
    assertThat(texts).anyMatch(text -> text.matches("Dienstag,\\d+\\..*"));
    assertThat(texts).anyMatch(text -> text.matches("\\d+ Sept \\d+"));
  }

  @Test
  void noExamplesAreAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DateExamples.generate(DateSplit.TEST, 0, 1))
        .withMessageContaining("got 0");
  }

  private static Set<LocalDate> dates(List<DateExample> examples) {
    return examples.stream().map(DateExample::date).collect(Collectors.toSet());
  }

  private static DateStyle style(String locale, String pattern) {
    return new DateStyle(Locale.forLanguageTag(locale), pattern);
  }
}
