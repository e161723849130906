package org.attentionzoo.examples.dates;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.attentionzoo.examples.EarlyStart;
import org.attentionzoo.examples.report.LearningCurve;
import org.attentionzoo.examples.report.Terminal;
import org.attentionzoo.examples.translate.AttentionPicture;
import org.attentionzoo.zoo.file.FolderInUseException;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.Blanks;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job: trains a model to read dates, then shows what it has learnt. */
@Command(
    name = "dates",
    showDefaultValues = true,
    description = {
      "Learn to read dates as people write them, and return ISO 8601.",
      "Writes model.zip, learning-curve.png and an attention picture for each DATE."
    },
    footer = {
      "",
      "Two-digit years are 1970 to 2069. Digits with dots or hyphens are day first;",
      "digits with slashes that could be read either way need a locale:",
      "'<en_US> 3/4/99' or '<en_GB> 3/4/99'."
    })
public final class DatesCommand implements Callable<Integer>, EarlyStart {

  private static final List<String> SOME_DATES =
      List.of("3rd of May 1999", "samedi 9 mai 1998", "09.10.75", "Dienstag, 2. März 2021");

  private final DateModels models;
  private CompletableFuture<DateVocabulary> early;

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "One of ${COMPLETION-CANDIDATES}.",
      defaultValue = "bahdanau")
  private DateModels.Kind kind;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another seed, other parameters and examples.",
      defaultValue = "42")
  private long seed;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Epochs of training.",
      defaultValue = "6")
  private int epochs;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "Examples in an epoch, new ones each time.",
      defaultValue = "10000")
  private int examples;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Examples in a batch.",
      defaultValue = "64")
  private int batch;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the model and the pictures.",
      defaultValue = "out/dates")
  private Path out;

  @Parameters(
      paramLabel = "DATE",
      arity = "0..*",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Dates to read at the end; four different ones if none is given.")
  private List<String> dates = List.of();

  /**
   * @param models makes the models
   */
  public DatesCommand(DateModels models) {
    this.models = models;
  }

  @Override
  public void startEarly() {
    early = CompletableFuture.supplyAsync(DateVocabulary::create);
  }

  @Override
  public Integer call() throws IOException {
    check();
    try (LockedFolder folder = open()) {
      return run();
    }
  }

  private LockedFolder open() throws IOException {
    try {
      return LockedFolder.open(out);
    } catch (FolderInUseException e) {
      throw e;
    } catch (IOException e) {
      throw invalid("--out " + e.getMessage());
    }
  }

  private int run() throws IOException {
    DateVocabulary vocabulary = early == null ? DateVocabulary.create() : early.join();
    DateTraining training = new DateTraining(epochs, examples, batch, seed);
    TrainableModel model =
        models.create(
            kind,
            vocabulary.source().vocabulary().size(),
            vocabulary.target().vocabulary().size(),
            training.steps(),
            seed);
    PrintWriter screen = spec.commandLine().getOut();
    screen.printf(
        Locale.ROOT,
        "%s, %,d parameters, %d epochs of %,d examples, seed %d\n",
        kind,
        model.network().params().length(),
        epochs,
        examples,
        seed);
    screen.flush();

    LearningCurve curve = training.train(model, vocabulary, System.err, Terminal.isInteractive());
    double exactMatch = training.test(model, vocabulary);
    save(model, vocabulary, exactMatch); // before anything is said: nobody may be there to listen
    Path curveFile = out.resolve("learning-curve.png");
    curve.write(curveFile, "dates, " + kind + ", seed " + seed);
    screen.printf(
        Locale.ROOT,
        "%.2f %% of %,d unseen dates read exactly\n",
        100 * exactMatch,
        DateTraining.TEST_EXAMPLES);
    screen.println("saved " + out.resolve("model.zip"));
    read(model, vocabulary, screen);
    screen.println("drew " + curveFile);
    return 0;
  }

  private void save(TrainableModel model, DateVocabulary vocabulary, double exactMatch)
      throws IOException {
    ModelCard card =
        ModelCard.builder(model.name())
            .task("dates to ISO 8601")
            .tokenizer(CharacterTokenizer.NAME)
            .trainingData(
                "generated from the locale data of Java "
                    + Runtime.version().feature()
                    + ", "
                    + epochs
                    + " epochs of "
                    + examples
                    + " examples, seed "
                    + seed)
            .size("parameters", model.network().params().length())
            .metric("exact match", exactMatch)
            .extra("command", command())
            .build();
    new ModelZip(model.network(), vocabulary.source(), vocabulary.target(), card)
        .save(out.resolve("model.zip"));
  }

  private String command() {
    return String.format(
        Locale.ROOT,
        "dates --model %s --seed %d --epochs %d --examples %d --batch %d",
        kind,
        seed,
        epochs,
        examples,
        batch);
  }

  /** Reads the dates of the command line; draws where the model looked. */
  private void read(TrainableModel model, DateVocabulary vocabulary, PrintWriter screen)
      throws IOException {
    Translator translator = DateTraining.translator(model, vocabulary);
    List<String> texts = dates.isEmpty() ? SOME_DATES : dates;
    Decoding<?> greedy = Decoding.greedy();
    List<List<Translation>> translations =
        translator.with(model.attention() ? greedy.withAttention() : greedy).translations(texts);
    List<Path> pictures = new ArrayList<>();
    for (int n = 0; n < texts.size(); n++) {
      Translation translation = translations.get(n).get(0);
      screen.println(texts.get(n) + "  ->  " + translation.text());
      if (model.attention()) {
        Path picture = out.resolve("attention-" + (n + 1) + ".png");
        AttentionPicture.write(picture, translation);
        pictures.add(picture);
      }
    }
    if (pictures.isEmpty()) {
      screen.println(kind + " has no attention to draw");
    }
    pictures.forEach(picture -> screen.println("drew " + picture));
  }

  /** What would fail after minutes of training fails now. */
  private void check() {
    atLeastOne("--epochs", epochs);
    atLeastOne("--examples", examples);
    atLeastOne("--batch", batch);
    for (String date : dates) {
      if (Blanks.isBlank(date)) {
        throw invalid("DATE must not be blank");
      }
      int length = date.codePointCount(0, date.length());
      if (length > Translator.LONGEST) {
        throw invalid(
            "DATE must have at most " + Translator.LONGEST + " characters, but has " + length);
      }
    }
  }

  private void atLeastOne(String option, int value) {
    if (value < 1) {
      throw invalid(option + " must be at least 1, but is " + value);
    }
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
