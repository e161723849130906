package org.attentionzoo.examples.translate;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.translation.SourceText;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import picocli.CommandLine;

/** Lines in, lines out, as a command line of {@code translate} says. */
public final class LineTranslator {

  private final Translator translator;
  private final SourceLimit limit;
  private final AnswerLines answers;

  LineTranslator(Translator translator, SourceLimit limit, AnswerLines answers) {
    this.translator = translator;
    this.limit = limit;
    this.answers = answers;
  }

  /**
   * Reads a command line and loads its models, in a process that did not get it.
   *
   * @throws IOException if a model cannot be read
   */
  public static LineTranslator of(TranslationCluster.Task task) throws IOException {
    TranslateCommand command =
        new TranslateCommand(GraphScorer::new, InputStream.nullInputStream());
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(task.arguments().toArray(String[]::new));
    return command.elsewhere(task.folder());
  }

  /**
   * Translates lines.
   *
   * @param first number of the first one in its file, counted from 1
   * @param leftOut is told of a line that is not translated, and why
   * @return what is written for each, ends of lines included
   */
  public List<String> translate(long first, List<String> lines, ObjLongConsumer<String> leftOut) {
    Translator limited = limit.limit(translator, number -> "line " + number, leftOut);
    List<SourceText> texts =
        IntStream.range(0, lines.size())
            .mapToObj(i -> limited.read(first + i, lines.get(i)))
            .toList();
    List<List<Translation>> found = limited.translateAll(texts);
    return IntStream.range(0, lines.size())
        .mapToObj(i -> answers.of(first + i, found.get(i)))
        .toList();
  }
}
