package org.attentionzoo.examples.dates;

import java.time.LocalDate;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Vocabulary;

/** The characters of {@link DateExamples} on both sides, and the way from text to ids and back. */
public final class DateVocabulary {

  private static final String DIGITS = "0123456789";

  private final TextCodec source;
  private final TextCodec target;

  private DateVocabulary(Vocabulary source, Vocabulary target) {
    this.source = codec(source);
    this.target = codec(target);
  }

  /** Symbols stay whole; spaces and marks that a reader cannot tell apart are the same. */
  private static TextCodec codec(Vocabulary characters) {
    return new TextCodec(
        new NormalizingTokenizer(CharacterTokenizer.of(characters), UnicodeForm.VISIBLE, false),
        characters);
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

  /** What a model reads. */
  public TextCodec source() {
    return source;
  }

  /** What a model writes. */
  public TextCodec target() {
    return target;
  }

  /** The ids of both sides of an example. */
  public SequencePair encode(DateExample example) {
    return new SequencePair(source.encode(example.text()), target.encode(example.iso()));
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
