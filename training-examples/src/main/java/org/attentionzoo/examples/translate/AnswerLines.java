package org.attentionzoo.examples.translate;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.zoo.translation.Translation;

/**
 * What is written for a line of the input: its best translation, or several with number and score.
 *
 * @param list whether several are written
 * @param count how many
 */
public record AnswerLines(boolean list, int count) implements Serializable {

  /**
   * The lines, each with its end.
   *
   * @param number of the input's line, counted from 1
   * @param answers none for a line that was not translated, which stays empty; in a list there may
   *     be fewer than places for them
   */
  public String of(long number, List<Translation> answers) {
    if (!list) {
      return (answers.isEmpty() ? "" : answers.get(0).text()) + '\n';
    }
    StringBuilder lines = new StringBuilder();
    for (int n = 0; n < count; n++) {
      lines.append(line(number, n < answers.size() ? answers.get(n) : null)).append('\n');
    }
    return lines.toString();
  }

  private static String line(long number, Translation answer) {
    return answer == null
        ? number + " |||  ||| -Infinity"
        : String.format(
            Locale.ROOT, "%d ||| %s ||| %.6f", number, answer.text(), answer.hypothesis().score());
  }
}
