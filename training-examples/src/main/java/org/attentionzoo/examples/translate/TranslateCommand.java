package org.attentionzoo.examples.translate;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.attentionzoo.examples.report.AtomicFiles;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.BadLineException;
import org.attentionzoo.zoo.text.Utf8Lines;
import org.attentionzoo.zoo.translation.LoadedModels;
import org.attentionzoo.zoo.translation.SourceText;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Translates lines with a saved model, in order. */
@Command(
    name = "translate",
    description = {
      "Translate text with a saved model, a line for a line, from standard input to standard"
          + " output.",
      "With --n-best, each line is: number of the input line ||| translation ||| score.",
      "White space around a line and double spaces in it change nothing. A line without anything to"
          + " read, or that cannot be translated, has an empty translation."
    })
public final class TranslateCommand implements Callable<Integer> {

  /** The most lines that are read before the first of them is answered. */
  private static final int LINES = 1024;

  private final Function<ComputationGraph, StepScorer> scorers;
  private final InputStream in;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      arity = "1..*",
      description =
          "The model: a zip, such as train and dates write it, or the name of a pretrained one,"
              + " such as models lists; several with the same vocabularies decide together, by the"
              + " mean of their probabilities.")
  private List<String> models;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Read lines from a UTF-8 file (default: standard input).")
  private Path input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write translations to a file (default: standard output); it is replaced when all are"
              + " there, and may be the one that is read.")
  private Path output;

  @Mixin private DecodingOptions decodingOptions;

  @Mixin private PrecisionOption precision;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Lines translated at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Mixin private SourceLimit sourceLimit;

  @Option(
      names = "--attention",
      paramLabel = "DIR",
      description =
          "Draw where the model looked, DIR/attention-1.png for the first line and so on.")
  private Path attention;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Translate on an Apache Spark cluster, such as spark://HOST:7077 or local[2]. Every"
              + " machine must see the model, --input and the folder of --output under the same"
              + " names. Needs a build with -Pspark.")
  private String master;

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
    try {
      require(batch >= 1, "--batch", batch, "at least 1");
      require(models.stream().noneMatch(String::isBlank), "MODEL", "\"\"", "a file or a name");
      sourceLimit.check();
      decodingOptions.decoding(Integer.MAX_VALUE); // before the models, as far as it goes without
      checkCluster();
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
    if (master != null) {
      translateOnCluster();
      return 0;
    }
    Translator translator = translator(LoadedModels.named(models, precision.precision(), scorers));
    if (attention != null) {
      Files.createDirectories(attention);
    }
    try (Utf8Lines lines = input()) {
      if (output == null) {
        translateLines(translator, lines, spec.commandLine().getOut());
      } else {
        AtomicFiles.write(
            output,
            file -> {
              Writer out = new OutputStreamWriter(file, StandardCharsets.UTF_8);
              translateLines(translator, lines, out);
              out.flush();
            });
      }
    }
    return 0;
  }

  private void checkCluster() {
    if (master != null && (input == null || output == null)) {
      throw new IllegalArgumentException(
          "--spark needs --input and --output, files that all machines see");
    }
    if (master != null && attention != null) {
      throw new IllegalArgumentException("--attention has no meaning with --spark");
    }
  }

  private void translateOnCluster() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    List<String> arguments = spec.commandLine().getParseResult().expandedArgs();
    TranslationCluster.ofThisBuild()
        .translate(
            master,
            new TranslationCluster.Task(arguments, folder.toString()),
            folder.resolve(input),
            folder.resolve(output),
            reason -> sourceLimit.refuse(new IOException(reason), spec.commandLine().getErr()));
  }

  /** What translates as this command does, in a process with another working folder. */
  LineTranslator elsewhere(String folder) throws IOException {
    List<String> there = models.stream().map(model -> fileOrName(Path.of(folder), model)).toList();
    return new LineTranslator(
        unlimited(LoadedModels.named(there, precision.precision(), scorers)),
        sourceLimit,
        answers());
  }

  private static String fileOrName(Path folder, String model) {
    Path file = folder.resolve(model);
    return Files.exists(file) ? file.toString() : model;
  }

  private AnswerLines answers() {
    return new AnswerLines(decodingOptions.isList(), decodingOptions.count());
  }

  private Utf8Lines input() throws IOException {
    return input == null
        ? new Utf8Lines(in, "standard input")
        : new Utf8Lines(Files.newInputStream(input), input.toString());
  }

  private Translator translator(LoadedModels loaded) {
    return sourceLimit.limit(
        unlimited(loaded), number -> "line " + number, spec.commandLine().getErr());
  }

  private Translator unlimited(LoadedModels loaded) {
    Translator own = loaded.translator().batch(batch);
    Translator translator = own.with(decoding(own, loaded.first()));
    return decodingOptions.allowUnknown() ? translator.allowUnknown() : translator;
  }

  /** What the options say, or else the model's card. */
  private Decoding<?> decoding(Translator own, ModelZip zip) {
    try {
      Decoding<?> decoding =
          decodingOptions.isUnset()
              ? own.decoding()
              : decodingOptions.decoding(zip.target().size());
      return attention == null ? decoding.tokensOnly() : decoding.withAttention();
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  /**
   * Reads as long as lines are ready, so that somebody who types gets each answer at once. A batch
   * at first, then more and more: who wants the first lines only, as {@code head} does, ends it.
   */
  private void translateLines(Translator translator, Utf8Lines reader, Writer out)
      throws IOException {
    int most = Math.min(batch, LINES);
    for (String line = next(reader); line != null; line = next(reader)) {
      List<SourceText> lines = new ArrayList<>();
      lines.add(translator.read(reader.number(), line));
      while (lines.size() < most && reader.ready()) {
        String more = next(reader);
        lines.add(translator.read(reader.number(), more));
      }
      List<List<Translation>> translations = translate(translator, lines);
      for (int i = 0; i < lines.size(); i++) {
        write(lines.get(i).number(), translations.get(i), out);
      }
      out.flush();
      most = Math.min(2 * most, LINES);
    }
    if (reader.number() == 0) {
      spec.commandLine().getErr().println("The input was empty, nothing to translate.");
    }
  }

  /** The next line; nothing to translate where it is no text. */
  private String next(Utf8Lines reader) throws IOException {
    try {
      return reader.next();
    } catch (BadLineException e) {
      sourceLimit.refuse(e, spec.commandLine().getErr());
      return "";
    }
  }

  /** A line that was not translated stays empty. */
  private void write(long number, List<Translation> answers, Writer out) throws IOException {
    out.write(answers().of(number, answers));
    if (attention != null && !answers.isEmpty()) {
      draw(answers.get(0), number);
    }
  }

  private List<List<Translation>> translate(Translator translator, List<SourceText> lines)
      throws IOException {
    try {
      return translator.translateAll(lines);
    } catch (UnsupportedOperationException e) {
      String names = String.join(", ", models);
      throw new IOException(names + ": --attention: " + e.getMessage(), e);
    }
  }

  private void draw(Translation translation, long number) throws IOException {
    AttentionPicture.write(attention.resolve("attention-" + number + ".png"), translation);
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
