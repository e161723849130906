package org.attentionzoo.examples.g2p;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.attentionzoo.examples.train.ModelKind;
import org.attentionzoo.examples.train.TrainCommand;
import org.attentionzoo.examples.translate.SearchOptions;
import org.attentionzoo.zoo.translation.Translator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Learns how English words are pronounced: letters in, phonemes out. */
@Command(
    name = "g2p",
    description = {
      "Learn to pronounce English words: letters in, phonemes out (grapheme to phoneme).",
      "The words come from the CMU dictionary; all other options are those of train."
    },
    footer = {
      "",
      "A build with -Pcmudict puts the dictionary on the class path (de.sciss:sphinx4-data, 37 MB);"
          + " fetch cmudict gets a newer one."
    })
public final class G2pCommand implements Callable<Integer> {

  /** What suits the task; each can be given another value. */
  private static final List<String> DEFAULTS =
      List.of(
          "--batch-size=128",
          "--learning-rate=0.001",
          "--schedule=cosine",
          "--warmup=400",
          "--epochs=12",
          "--best-by=loss",
          "--bleu-tokenizer=none");

  /** The same for a model; an attention RNN learns more from an epoch than a Transformer does. */
  private static final Map<ModelKind, List<String>> DEFAULTS_OF_MODEL =
      Map.of(
          ModelKind.BAHDANAU,
          List.of("--layers=2", "--units=256", "--embedding-size=128", "--dropout=0.3"),
          ModelKind.TRANSFORMER,
          List.of("--layers=3", "--model-size=256", "--feed-forward=512", "--dropout=0.1"));

  /** Letters in, phonemes out. */
  private static final List<String> TOKENIZERS =
      List.of("--tokenizer=character", "--target-tokenizer=whitespace");

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A folder with train.tsv, dev.tsv and test.tsv: word TAB phonemes, a line each.")
  private Path data;

  @Option(
      names = "--dictionary",
      paramLabel = "FILE",
      description =
          "Or a dictionary in CMU's format (UTF-8 or ISO-8859-1), or the jar of sphinx4-data; 5 %% of the words are set"
              + " aside for validation and 10 %% for the test (default: the one on the class path).")
  private Path dictionary;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/g2p",
      description = "Folder of the training (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "One of ${COMPLETION-CANDIDATES} (default: bahdanau).")
  private ModelKind model;

  @Option(names = "--resume", description = "Go on with the training in --out.")
  private boolean resume;

  @Option(
      names = "--beam",
      paramLabel = "N",
      defaultValue = "5",
      description = "Hypotheses of the beam search in the test (default: ${DEFAULT-VALUE}).")
  private int beam;

  @Option(
      names = "--together-with",
      paramLabel = "MODEL.zip",
      split = ",",
      description = "Models of earlier trainings that decide together with this one in the test.")
  private List<Path> others = List.of();

  @Unmatched private List<String> trainOptions = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if (beam < 1) {
      throw new ParameterException(spec.commandLine(), "--beam must be at least 1, but is " + beam);
    }
    Path folder = data == null ? out.resolve("data") : data;
    int code = train(folder);
    return code == 0 ? test(folder) : code;
  }

  /** A dictionary divided into files, unless there are some. */
  private final class Division implements TrainCommand.Preparation {
    private final Path folder;

    Division(Path folder) {
      this.folder = folder;
    }

    @Override
    public List<Path> files() {
      return List.of(
          folder.resolve("train.tsv"),
          folder.resolve("dev.tsv"),
          folder.resolve("test.tsv"),
          folder);
    }

    @Override
    public void prepare() throws IOException {
      if (resume && Files.exists(folder.resolve("test.tsv"))) {
        return;
      }
      if (dictionary == null && !CmuDictionary.isOnClassPath()) {
        throw new IOException(
            "there is no dictionary: give --data or --dictionary, or build with -Pcmudict;"
                + " fetch cmudict gets one");
      }
      CmuDictionary read =
          dictionary == null ? CmuDictionary.fromClassPath() : CmuDictionary.read(dictionary);
      Files.createDirectories(folder);
      read.train().writeTsv(folder.resolve("train.tsv"));
      read.dev().writeTsv(folder.resolve("dev.tsv"));
      read.test().writeTsv(folder.resolve("test.tsv"));
    }
  }

  private int train(Path folder) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--out=" + out);
    if (resume) {
      arguments.add("--resume");
      if (model != null) {
        arguments.add("--model=" + model); // train says that it cannot change
      }
    } else {
      arguments.add("--train=" + folder.resolve("train.tsv"));
      arguments.add("--valid=" + folder.resolve("dev.tsv"));
      addAllNotGiven(arguments, DEFAULTS);
      if (!isGiven("--from=")) { // else the model has its own
        addModel(arguments, model == null ? ModelKind.BAHDANAU : model);
      } else if (model != null) {
        arguments.add("--model=" + model); // train says that it has no meaning
      }
    }
    arguments.addAll(trainOptions);
    CommandLine commands = spec.commandLine();
    return new CommandLine(new TrainCommand(data == null ? new Division(folder) : null))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(commands.getParameterExceptionHandler())
        .setExecutionExceptionHandler(commands.getExecutionExceptionHandler())
        .setColorScheme(commands.getColorScheme())
        .setOut(commands.getOut())
        .setErr(commands.getErr())
        .execute(arguments.toArray(String[]::new));
  }

  private void addModel(List<String> arguments, ModelKind kind) {
    arguments.addAll(TOKENIZERS);
    arguments.add("--model=" + kind);
    addAllNotGiven(arguments, DEFAULTS_OF_MODEL.getOrDefault(kind, List.of()));
  }

  private void addAllNotGiven(List<String> arguments, List<String> defaults) {
    defaults.stream().filter(option -> !isGiven(option)).forEach(arguments::add);
  }

  private boolean isGiven(String option) {
    String name = option.substring(0, option.indexOf('='));
    return trainOptions.stream().anyMatch(o -> o.equals(name) || o.startsWith(name + "="));
  }

  private int test(Path folder) throws IOException {
    List<Path> models = new ArrayList<>(List.of(out.resolve("model.zip")));
    models.addAll(others);
    Translator translator = Translator.load(models).with(SearchOptions.search(beam));
    Pronunciations test = Pronunciations.readTsv(folder.resolve("test.tsv"));
    List<String> words = new ArrayList<>(test.byWord().keySet());
    List<String> answers = translator.translate(words);
    PhonemeErrors errors = PhonemeErrors.NONE;
    for (int i = 0; i < words.size(); i++) {
      errors = errors.plus(answers.get(i), test.byWord().get(words.get(i)));
    }
    PrintWriter screen = spec.commandLine().getOut();
    for (int i = 0; i < Math.min(10, words.size()); i++) {
      screen.println(words.get(i) + "  ->  " + answers.get(i));
    }
    screen.printf(
        Locale.ROOT,
        "%,d words never seen: word error rate %.2f %% (any listed pronunciation counts), phoneme"
            + " error rate %.2f %%, beam %d\n",
        errors.words(),
        errors.wordErrorRate(),
        errors.phonemeErrorRate(),
        beam);
    screen.flush();
    return 0;
  }
}
