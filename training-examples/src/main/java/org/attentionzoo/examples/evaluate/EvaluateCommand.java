package org.attentionzoo.examples.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.attentionzoo.examples.options.OptionValues;
import org.attentionzoo.examples.report.AtomicFiles;
import org.attentionzoo.examples.report.LengthCurves;
import org.attentionzoo.examples.report.LineChart;
import org.attentionzoo.examples.report.Plots;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.examples.report.Scores;
import org.attentionzoo.examples.translate.PrecisionOption;
import org.attentionzoo.examples.translate.SearchOptions;
import org.attentionzoo.examples.translate.SourceLimit;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.metrics.TokenStatistics;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.translation.LoadedModels;
import org.attentionzoo.zoo.translation.ReferenceStatistics;
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

/** Scores a model on a test set, or a file of translations. */
@Command(
    name = "evaluate",
    showDefaultValues = true,
    description = {
      "Score a saved model on a test set, or translations that are there already (--hypotheses):"
          + " BLEU, chrF and TER as sacreBLEU computes them, with the same signatures; perplexity"
          + " and token accuracy under teacher forcing (of a single model); BLEU by sentence"
          + " length.",
      "With --out, writes scores.json (which report reads), translations.txt, sentences.tsv and the"
          + " plot of BLEU by length."
    })
public final class EvaluateCommand implements Callable<Integer> {

  private final Function<ComputationGraph, StepScorer> scorers;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..*",
      description =
          "The model: a zip, such as train and dates write it, or the name of a pretrained one,"
              + " such as models lists; several with the same vocabularies decide together, by the"
              + " mean of their probabilities; none with --hypotheses.")
  private List<String> models;

  @Option(
      names = "--hypotheses",
      paramLabel = "FILE",
      description = "Score these translations, one a line, instead of a model's.")
  private Path hypotheses;

  @Option(
      names = "--source",
      paramLabel = "FILE",
      description = "Sentences to translate, UTF-8, one a line.")
  private Path source;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "Their translations, line for line; may be given several times.")
  private List<Path> references;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Both in one file instead: source TAB target, see --columns.")
  private Path table;

  @Option(
      names = "--columns",
      paramLabel = "N",
      split = ",",
      arity = "1",
      description = "Columns of source and target in --test, counted from 1.",
      defaultValue = "1,2")
  private int[] columns;

  @Mixin private SearchOptions search;

  @Mixin private PrecisionOption precision;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Sentences translated at once.",
      defaultValue = "64")
  private int batch;

  @Mixin private SourceLimit sourceLimit;

  @Mixin private ScoringOptions scoring;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name in the report (default: that of the model or of the file).")
  private String name;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder for the results.")
  private Path out;

  /**
   * @param scorers how to run a loaded network step by step
   */
  public EvaluateCommand(Function<ComputationGraph, StepScorer> scorers) {
    this.scorers = scorers;
  }

  @Override
  public Integer call() throws IOException {
    check();
    TestSet test =
        table != null
            ? TestSet.table(table, columns[0], columns[1])
            : TestSet.files(source, references);
    if (hypotheses != null) {
      List<String> translations = TestSet.lines(hypotheses);
      Path other = table != null ? table : references.get(0);
      TestSet.sameNumber(hypotheses, translations.size(), other, test.size());
      String shown = name == null ? hypotheses.getFileName().toString() : name;
      report(test, translations, null, shown, null, null);
    } else {
      evaluateModel(test);
    }
    return 0;
  }

  private void evaluateModel(TestSet test) throws IOException {
    LoadedModels loaded = LoadedModels.named(models, precision.precision(), scorers);
    Path file = table != null ? table : source;
    Translator own = loaded.translator().batch(batch);
    Translator translator =
        sourceLimit.limit(
            search.isUnset() ? own : own.with(search.decoding()),
            number -> file + ":" + number,
            warnings());
    List<SourceText> readable = readable(translator, test.sources());
    List<SequencePair> forced =
        loaded.size() > 1 ? List.of() : forced(loaded, readable, test.references().get(0));
    long start = System.nanoTime();
    List<String> translations = translate(translator, readable, test.size());
    double seconds = (System.nanoTime() - start) * 1e-9;
    TokenStatistics tokens =
        forced.isEmpty()
            ? null
            : ReferenceStatistics.of(loaded.first().network(), forced, batch, () -> {});
    report(
        test,
        translations,
        tokens,
        name == null ? loaded.modelNames() : name,
        search.describe(own.decoding()),
        seconds);
  }

  /** The sentences that the model can read. */
  private static List<SourceText> readable(Translator translator, List<String> sources) {
    List<SourceText> readable = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      SourceText text = translator.read(i + 1, sources.get(i));
      if (translator.accepts(text)) {
        readable.add(text);
      }
    }
    return readable;
  }

  /** Those whose translation the model can write: teacher forcing takes no longer ones. */
  private List<SequencePair> forced(
      LoadedModels loaded, List<SourceText> readable, List<String> references) throws IOException {
    Path file = table != null ? table : this.references.get(0);
    long most = loaded.translator().longestTarget();
    TextCodec target = loaded.first().targetCodec();
    List<SequencePair> forced = new ArrayList<>();
    for (SourceText text : readable) {
      int[] ids = target.encode(references.get((int) text.number() - 1));
      if (ids.length <= most) {
        forced.add(new SequencePair(loaded.first().source().encode(text.tokens()), ids));
      } else {
        String message =
            String.format(
                Locale.ROOT,
                "%s:%d has %,d tokens, but the model writes at most %,d",
                file,
                text.number(),
                ids.length,
                most);
        sourceLimit.refuse(new IOException(message), warnings());
      }
    }
    return forced;
  }

  /** A translation for each sentence; one that the model cannot read has an empty translation. */
  private static List<String> translate(
      Translator translator, List<SourceText> readable, int sentences) {
    List<String> translations = new ArrayList<>(Collections.nCopies(sentences, ""));
    Translator textOnly = translator.with(translator.decoding().tokensOnly());
    Iterator<List<Translation>> found = textOnly.translateAll(readable).iterator();
    readable.forEach(text -> translations.set((int) text.number() - 1, found.next().get(0).text()));
    return translations;
  }

  private PrintWriter warnings() {
    return spec.commandLine().getErr();
  }

  private void report(
      TestSet test,
      List<String> translations,
      TokenStatistics tokens,
      String shown,
      String decoding,
      Double seconds)
      throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    scoring.warnings(translations, test.references()).forEach(warnings()::println);
    Evaluation evaluation = Evaluation.of(test, translations, scoring, tokens);
    if (out != null) { // first: nobody may be there to read the rest
      write(evaluation.record(shown, test, decoding, seconds), test, translations);
    }
    evaluation.print(screen);
    if (out != null) {
      screen.println("wrote " + out.resolve(RunFolder.SCORES));
    }
  }

  private void write(Scores scores, TestSet test, List<String> translations) throws IOException {
    Files.createDirectories(out);
    new RunFolder(out).writeScores(scores);
    if (hypotheses == null) {
      AtomicFiles.write(out.resolve("translations.txt"), String.join("\n", translations) + "\n");
    }
    AtomicFiles.write(
        out.resolve("sentences.tsv"), SentenceTable.of(test, translations, scoring.metrics()));
    LineChart byLength = LengthCurves.of(scores);
    if (!byLength.isEmpty()) {
      Plots.write(out, byLength);
    }
  }

  private void check() {
    require(
        (models == null) != (hypotheses == null),
        "give either a MODEL or --hypotheses" + (models == null ? "" : ", not both"));
    require(
        (table == null) != (references == null),
        "give either --reference or --test" + (table == null ? "" : ", not both"));
    require(table == null || source == null, "--test holds the source, too: leave out --source");
    require(
        models == null || table != null || source != null,
        "a model needs something to translate: give --source");
    require(
        columns.length == 2 && columns[0] >= 1 && columns[1] >= 1,
        "--columns must be two numbers of at least 1, such as 2,1");
    try {
      search.check();
      sourceLimit.check();
      OptionValues.require(batch >= 1, "--batch", batch, "at least 1");
      OptionValues.require(
          models == null || models.stream().noneMatch(String::isBlank),
          "MODEL",
          "\"\"",
          "a file or a name");
      scoring.buckets();
      scoring.metrics();
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private void require(boolean valid, String message) {
    if (!valid) {
      throw invalid(message);
    }
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
