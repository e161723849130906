package org.attentionzoo.examples.dates;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.SequencePair;
import org.attentionzoo.zoo.text.TextNormalizer;
import org.attentionzoo.zoo.text.Vocabulary;

/** The characters of {@link DateExamples} on both sides, and the way from text to ids and back. */
public final class DateVocabulary {

  private static final String DIGITS = "0123456789";

  private final Vocabulary source;
  private final Vocabulary target;
  private final CharacterTokenizer sourceTokenizer;
  private final CharacterTokenizer targetTokenizer = new CharacterTokenizer();

  private DateVocabulary(Vocabulary source, Vocabulary target) {
    this.source = source;
    this.target = target;
    this.sourceTokenizer = CharacterTokenizer.of(source);
  }

  /**
   * Every character the generator can write and every locale tag; the ten digits and the hyphen on
   * the target side.
   */
  public static DateVocabulary create() {
    TreeSet<String> characters = new TreeSet<>();
    CharacterTokenizer tokenizer = new CharacterTokenizer();
    characters.addAll(tokenizer.tokenize(DIGITS + " "));
    for (Locale locale : DateStyles.locales()) {
      for (DateStyle style : DateStyles.of(locale)) {
        everyName().forEach(date -> addCases(style, date, tokenizer, characters));
      }
    }
    DateStyles.locales().forEach(locale -> characters.add(DateExamples.tag(locale)));
    return new DateVocabulary(
        Vocabulary.of(characters), Vocabulary.of(tokenizer.tokenize(DIGITS + "-")));
  }

  /** Source characters. */
  public Vocabulary source() {
    return source;
  }

  /** Target characters. */
  public Vocabulary target() {
    return target;
  }

  /** The source tokens of a text: its whitespace is normalised, tags stay whole. */
  public List<String> tokenize(String text) {
    return sourceTokenizer.tokenize(TextNormalizer.normalize(text));
  }

  /** The source ids of a text. */
  public int[] encode(String text) {
    return source.encode(tokenize(text));
  }

  /** The ids of both sides of an example. */
  public SequencePair encode(DateExample example) {
    return new SequencePair(
        encode(example.text()), target.encode(targetTokenizer.tokenize(example.iso())));
  }

  /** The text of target ids. */
  public String decode(int[] ids) {
    return targetTokenizer.join(target.decode(ids));
  }

  /** Dates with every ordinal, month and weekday, and every weekday in every month. */
  private static Stream<LocalDate> everyName() {
    LocalDate start = LocalDate.of(2000, 1, 1);
    return Stream.concat(
        Stream.iterate(start, date -> date.plusDays(1)).limit(31),
        start
            .datesUntil(start.plusYears(1))
            .filter(date -> date.getDayOfMonth() <= 7 && date.getMonthValue() > 1));
  }

  private static void addCases(
      DateStyle style, LocalDate date, CharacterTokenizer tokenizer, TreeSet<String> characters) {
    String text = DateExamples.normal(style, date);
    for (DateNoise.Case letters : DateNoise.Case.values()) {
      characters.addAll(tokenizer.tokenize(letters.of(text, style.locale())));
    }
  }
}
