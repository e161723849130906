package org.attentionzoo.examples.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.attentionzoo.examples.report.Terminal;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.TrainingFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Trains a translator on sentence pairs. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Train a translator on your own sentence pairs.",
      "DIR gets best.zip (the model of the best epoch so far), model.zip (the result: the best"
          + " model, or the average of the last checkpoints if that is better), checkpoints, and the"
          + " JSON files that report reads."
    },
    footer = {
      "",
      "Ctrl-C saves and ends; --resume goes on exactly where a training was, also after it was"
          + " killed. --from fine-tunes a saved model on other pairs. Options can be read from a file:"
          + " train @FILE. The options of a training are in DIR/train.args."
    })
public final class TrainCommand implements Callable<Integer> {

  /** As a shell reports a program that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  /** Makes files that a training reads. */
  public interface Preparation {

    /** Makes them; called when the options are right and the folder is nobody else's. */
    void prepare() throws IOException;

    /** What it makes, in the order in which it is removed if the training does not begin. */
    List<Path> files();
  }

  private final Preparation preparation;

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the training; made if need be.")
  private Path out;

  @Option(
      names = "--resume",
      description =
          "Go on with the training in --out. Its options need not be repeated; those that only say"
              + " how long to train and what to show and to keep may be changed, --epochs and --steps"
              + " not with --schedule cosine or linear.")
  private boolean resume;

  @Option(
      names = "--from",
      paramLabel = "MODEL.zip",
      description =
          "Fine-tune: begin with a saved model instead of a new one. Sizes are those of the model"
              + " and cannot be given; tokenizers, vocabularies, dropout and label smoothing are"
              + " the model's unless options below change them. What is kept, new and frozen is"
              + " printed.")
  private Path from;

  @Mixin private FineTuningOptions tuning;
  @Mixin private DataOptions data;
  @Mixin private TextOptions text;
  @Mixin private VariationOptions variation;
  @Mixin private ModelOptions model;
  @Mixin private OptimizerOptions optimizer;
  @Mixin private LimitOptions limits;
  @Mixin private ValidationOptions validation;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Updates between checkpoints within an epoch, 0 for one at its end only (default:"
              + " ${DEFAULT-VALUE}).")
  private long checkpointEvery;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "3",
      description = "Checkpoints to keep, the last ones (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Option(
      names = "--average",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "At the end, try the mean of the parameters of the last N checkpoints, too; 0 for not"
              + " (default: ${DEFAULT-VALUE}).")
  private int average;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "Of the first parameters, the order of the data, and dropout (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--ui",
      paramLabel = "PORT",
      arity = "0..1",
      fallbackValue = "" + TrainingUi.DEFAULT_PORT,
      description =
          "Serve DL4J's training UI while training: curves, layers, parameters, at"
              + " http://localhost:PORT/train, for everybody who reaches this machine (PORT:"
              + " ${FALLBACK-VALUE} if left out). Needs a build with -Pui. The training computes the"
              + " same, a little slower.")
  private Integer uiPort;

  /** A training with files that are there. */
  public TrainCommand() {
    this(null);
  }

  /**
   * @param preparation makes its files; null where they are there
   */
  public TrainCommand(Preparation preparation) {
    this.preparation = preparation;
  }

  @Override
  public Integer call() throws IOException {
    ParseResult parsed = spec.commandLine().getParseResult();
    SavedArguments saved = new SavedArguments(out);
    if (resume && saved.exist()) {
      CommandLine merged = fresh();
      TrainCommand command = merged.getCommand();
      ParseResult before = saved.read(merged);
      saved.requireResumable(before, parsed, command.optimizer.schedule());
      saved.merge(before, parsed, merged);
      command.uiPort = uiPort; // about this process, not about the training
      return command.run(merged.getParseResult());
    }
    try {
      return run(parsed);
    } catch (ParameterException e) {
      if (resume) {
        String why = out + " holds no train.args to go on with: " + e.getMessage();
        throw new ParameterException(spec.commandLine(), why, e);
      }
      throw e;
    }
  }

  /** A command line of this command, to parse the saved arguments with. */
  private CommandLine fresh() {
    return new CommandLine(new TrainCommand(preparation))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(spec.commandLine().getOut())
        .setErr(spec.commandLine().getErr());
  }

  /** Options first, then what is there already, then the data. */
  private int run(ParseResult parsed) throws IOException {
    check(parsed);
    TrainingUi ui = uiPort == null ? null : TrainingUi.ofThisBuild();
    if (cluster.isGiven()) {
      Cluster.Connector.ofThisBuild();
    }
    if (from == null || tuning.learns()) {
      text.checkFiles();
    }
    OutFolder place = new OutFolder(out, resume);
    try (TrainingFolder folder = place.open(keep)) {
      ModelZip first = from == null || folder.isBegun() ? null : loadFrom();
      try {
        if (preparation != null) {
          preparation.prepare();
        }
        return run(parsed, folder, first, ui);
      } finally {
        if (!folder.isBegun()) {
          place.removeFailedStart(preparation == null ? List.of() : preparation.files());
        }
      }
    }
  }

  private int run(ParseResult parsed, TrainingFolder folder, ModelZip first, TrainingUi ui)
      throws IOException {
    TrainingDisplay display =
        new TrainingDisplay(
            spec.commandLine().getErr(), Terminal.isInteractive() ? System.err : null);
    TrainingJob job =
        new TrainingJob(
            new TrainingJob.Options(
                folder,
                data,
                text,
                variation,
                model,
                first,
                from,
                tuning,
                cluster,
                name -> parsed.hasMatchedOption(name),
                optimizer,
                limits,
                validation,
                checkpointEvery,
                average,
                seed,
                new FromRules(from, tuning).arguments(parsed),
                () -> saveArguments(parsed)),
            display);
    try (TrainingUi.Served pages = ui == null ? null : ui.serve(uiPort)) {
      if (pages != null) {
        display.say("Training UI: " + pages.address());
      }
      PrintWriter screen = spec.commandLine().getOut();
      return job.run(resume, pages, screen) ? 0 : INTERRUPTED;
    }
  }

  /** What would fail after minutes of training fails now. */
  private void check(ParseResult parsed) {
    try {
      data.check();
      FromRules rules = new FromRules(from, tuning);
      if (from == null) {
        rules.check(parsed);
        text.check(parsed);
        model.check(parsed);
        model.checkSizes(text.joint(), data.maxLength());
      } else {
        tuning.check();
        rules.check(parsed);
        if (tuning.learns()) {
          text.check(parsed);
        }
      }
      variation.check();
      optimizer.check();
      limits.check();
      validation.check();
      cluster.check(parsed);
      require(
          checkpointEvery >= 0, "--checkpoint-every must be 0 or more, but is " + checkpointEvery);
      require(keep >= 1, "--keep must be at least 1, but is " + keep);
      require(
          average >= 0 && average <= keep,
          "--average must be 0 to --keep (" + keep + "), but is " + average);
      require(
          uiPort == null || (uiPort >= 1 && uiPort <= 65535),
          "--ui must be a port, 1 to 65535, but is " + uiPort);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private ModelZip loadFrom() throws IOException {
    ModelZip model = ModelZip.load(from, false);
    if (model.tokenizers().isEmpty()) {
      throw new IOException("--from " + from + ": the model has no tokenizers to read text with");
    }
    if (!tuning.learns() && !variation.suits(model.tokenizers().get())) {
      throw new IOException(
          "--bpe-dropout has no meaning for --from " + from + ": its tokenizers are not bpe");
    }
    return model;
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }

  private void saveArguments(ParseResult parsed) throws IOException {
    SavedArguments saved = new SavedArguments(out);
    if (!resume || !saved.exist()) {
      saved.write(parsed);
    }
  }
}
