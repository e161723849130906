package org.attentionzoo.zoo.corpus;

import java.io.IOException;
import java.util.Locale;
import java.util.function.LongPredicate;
import org.attentionzoo.layers.check.Arguments;

/** A text to train with, and one to validate with that the training does not see. */
public final class TextSplit {

  private static final long MOST_SET_ASIDE = 1000;

  private final ParallelText training;
  private final ParallelText validation;
  private final String description;

  private TextSplit(ParallelText training, ParallelText validation, String description) {
    this.training = training;
    this.validation = validation;
    this.description = description;
  }

  /**
   * Two texts.
   *
   * @throws IOException if a file is missing, is no file or cannot be read; names it
   */
  public static TextSplit of(ParallelText training, ParallelText validation) throws IOException {
    Arguments.given("training", training);
    Arguments.given("validation", validation);
    return new TextSplit(training, validation, training.describe() + "; " + validation.describe());
  }

  /**
   * A text of which a tenth is set aside, at most {@value #MOST_SET_ASIDE} pairs, spread evenly
   * over it.
   *
   * @throws IOException if it cannot be read, or nothing would be left to train with
   */
  public static TextSplit setAside(ParallelText text) throws IOException {
    long all = count(Arguments.given("text", text));
    return setAside(text, Math.min(MOST_SET_ASIDE, Math.max(1, all / 10)), all);
  }

  /**
   * A text of which so many pairs are set aside, spread evenly over it.
   *
   * @param pairs at least 1
   * @throws IOException if it cannot be read, or nothing would be left to train with
   */
  public static TextSplit setAside(ParallelText text, long pairs) throws IOException {
    Arguments.given("text", text);
    Arguments.within("pairs", pairs, 1, Long.MAX_VALUE);
    return setAside(text, pairs, count(text));
  }

  private static TextSplit setAside(ParallelText text, long pairs, long all) throws IOException {
    if (pairs >= all) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %d pairs are to be set aside for validation, but there are only %d",
              text,
              pairs,
              all));
    }
    LongPredicate aside = line -> (line - 1) * pairs / all != line * pairs / all;
    return new TextSplit(text.lines(aside.negate()), text.lines(aside), text.describe());
  }

  private static long count(ParallelText text) throws IOException {
    long count = 0;
    try (SentencePairs pairs = text.open()) {
      while (pairs.next() != null) {
        count++;
      }
    }
    return count;
  }

  /** To train with. */
  public ParallelText training() {
    return training;
  }

  /** To validate with. */
  public ParallelText validation() {
    return validation;
  }

  /** The files with sizes and checksums, so that a change is noticed. */
  public String describe() {
    return description;
  }
}
