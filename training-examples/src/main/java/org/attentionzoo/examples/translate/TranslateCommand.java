package org.attentionzoo.examples.translate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Translates lines from standard input with a saved model. */
@Command(
    name = "translate",
    description = "Translate lines from standard input with a saved model, a line for a line.")
public final class TranslateCommand implements Callable<Integer> {

  /** Lines that are read before the first of them is answered. */
  private static final int LINES = 128;

  private final Function<ComputationGraph, StepScorer> scorers;
  private final InputStream in;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL.zip", description = "The model zip, such as dates writes it.")
  private Path model;

  @Option(
      names = "--beam",
      paramLabel = "N",
      description = "Hypotheses of the beam search; 1 is greedy search (default: 1).",
      defaultValue = "1")
  private int beam;

  /**
   * @param scorers how to run a loaded network step by step
   * @param in where the lines come from, UTF-8
   */
  public TranslateCommand(Function<ComputationGraph, StepScorer> scorers, InputStream in) {
    this.scorers = scorers;
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    if (beam < 1) {
      throw new ParameterException(spec.commandLine(), "--beam must be at least 1, but is " + beam);
    }
    ModelZip zip = ModelZip.load(model, false);
    if (!zip.card().tokenizer().equals(CharacterTokenizer.NAME)) {
      throw new IOException(
          model
              + ": made for the tokenizer \""
              + zip.card().tokenizer()
              + "\", this program has \""
              + CharacterTokenizer.NAME
              + '"');
    }
    if (beam > zip.target().size()) {
      throw new ParameterException(
          spec.commandLine(),
          "--beam must be at most the " + zip.target().size() + " target tokens, but is " + beam);
    }
    Translator translator =
        new Translator(scorers.apply(zip.network()), zip.source(), zip.target());
    int lines = translateLines(translator);
    if (lines == 0) {
      spec.commandLine().getErr().println("Standard input was empty, nothing to translate.");
    }
    return 0;
  }

  private Decoding<?> decoding() {
    return beam == 1
        ? Translator.greedy()
        : Decoding.beam(beam).suppress(Vocabulary.PAD, Vocabulary.UNK, Vocabulary.BOS);
  }

  /** Reads as long as lines are ready, so that somebody who types gets each answer at once. */
  private int translateLines(Translator translator) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int count = 0;
    for (String line = reader.readLine(); line != null; ) {
      List<String> lines = new ArrayList<>();
      do {
        lines.add(line);
        boolean more = lines.size() < LINES && reader.ready();
        line = more ? reader.readLine() : null;
      } while (line != null);
      answers(translator, lines).forEach(out::println);
      out.flush();
      count += lines.size();
      line = reader.readLine();
    }
    return count;
  }

  /** A blank line stays blank. */
  private List<String> answers(Translator translator, List<String> lines) {
    List<String> texts = lines.stream().filter(line -> !Translator.isBlank(line)).toList();
    List<String> answers = new ArrayList<>();
    List<Translation> translations =
        texts.isEmpty() ? List.of() : translator.translate(texts, decoding());
    int next = 0;
    for (String line : lines) {
      answers.add(Translator.isBlank(line) ? "" : translations.get(next++).text());
    }
    return answers;
  }
}
