package org.attentionzoo.examples.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.examples.report.RunOptions;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.TextSplit;
import org.attentionzoo.zoo.corpus.UnknownShare;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.finetuning.FineTuningBuilder;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.training.DivergedException;
import org.attentionzoo.zoo.training.Training;
import org.attentionzoo.zoo.training.TrainingData;
import org.attentionzoo.zoo.training.TrainingFolder;
import org.attentionzoo.zoo.training.TrainingResult;
import org.attentionzoo.zoo.training.TrainingStart;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;

/** One training, from what the command line says to what is said at its end. */
final class TrainingJob {

  /**
   * What the command line says.
   *
   * @param folder gets everything
   * @param from the model to begin with; null for a new one, and where a training is resumed
   * @param fromFile where the model to begin with came from, also where a training is resumed; null
   *     for a new one
   * @param tuning what becomes of that model
   * @param given whether an option was given
   * @param checkpointEvery updates between checkpoints of an epoch, 0 for none
   * @param average checkpoints to average at the end, 0 for none
   * @param seed of parameters, order and dropout
   * @param arguments what was given, for people
   * @param saveArguments writes it for {@code --resume}
   */
  record Options(
      TrainingFolder folder,
      DataOptions data,
      TextOptions text,
      VariationOptions variation,
      ModelOptions model,
      ModelZip from,
      Path fromFile,
      FineTuningOptions tuning,
      Predicate<String> given,
      OptimizerOptions optimizer,
      LimitOptions limits,
      ValidationOptions validation,
      long checkpointEvery,
      int average,
      long seed,
      Map<String, String> arguments,
      RunFiles.SaveArguments saveArguments) {}

  private final Options options;
  private final TrainingDisplay display;

  TrainingJob(Options options, TrainingDisplay display) {
    this.options = options;
    this.display = display;
  }

  /**
   * Trains.
   *
   * @param resume whether to go on from the newest checkpoint that can be read, if there is one
   * @param pages show the training while it runs; null for none
   * @param screen gets the result
   * @return whether it came to its end
   */
  boolean run(boolean resume, TrainingUi.Served pages, PrintWriter screen) throws IOException {
    Optional<TrainingStart> resumed = resume ? newest() : Optional.empty();
    TextSplit split = options.data().split();
    ModelZip known = resumed.map(TrainingStart::model).orElse(options.from());
    long longest =
        known == null ? options.model().longestSentence() : TrainingData.longestSentence(known);
    PairFilter filter = options.data().filter(longest);
    FineTuningBuilder tuning =
        resumed.isPresent() || known == null ? null : tuning(split, known, filter);
    try (TrainingData data = read(split, filter, codecs(split, filter, known, tuning))) {
      UnknownShare unknown = data.unknown();
      display.say(summary(data) + " " + UnknownWarning.shares(unknown) + ".");
      UnknownWarning.of(unknown, options.fromFile()).ifPresent(display::say);
      TrainingStart start =
          resumed.isPresent() ? resumed.get() : TrainingStart.of(create(data, split, tuning));
      RunFiles files =
          new RunFiles(
              new RunFolder(options.folder().path()),
              runOptions(start.model()),
              options.saveArguments());
      Training training = training(start, data, files);
      if (resume) {
        display.say(
            start.file().isPresent()
                ? "Goes on from " + start.file().get() + "."
                : "There is no checkpoint to go on from: begins at the beginning.");
      }
      if (pages != null) {
        start.model().network().addListeners(pages.listener());
      }
      display.say(
          String.format(
              Locale.ROOT,
              "%s with %,d parameters, vocabularies of %,d and %,d tokens.",
              start.model().card().modelName(),
              start.model().network().params().length(),
              start.model().source().size(),
              start.model().target().size()));
      return run(training, screen);
    }
  }

  private Optional<TrainingStart> newest() throws IOException {
    Optional<TrainingStart> newest;
    try {
      newest = options.folder().resume();
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; begin anew with another --out", e);
    }
    newest.ifPresent(
        start ->
            start
                .setAside()
                .forEach(
                    aside ->
                        display.say(
                            "A checkpoint cannot be read and is now "
                                + aside.file().getFileName()
                                + ", the one before is taken: "
                                + aside.why())));
    return newest;
  }

  /** What becomes of the model to begin with, but for the updater. */
  private FineTuningBuilder tuning(TextSplit split, ModelZip from, PairFilter filter)
      throws IOException {
    FineTuningBuilder tuning = options.tuning().begin(from).seed(options.seed());
    options.model().change(tuning, options.given());
    options
        .tuning()
        .changeVocabularies(
            tuning, split.training(), filter, options.text(), options.variation().cutsAnew());
    return tuning;
  }

  /**
   * Tokenizers and vocabularies.
   *
   * @param known the model to use those of; null to learn them
   * @param tuning what becomes of it; null if it is resumed
   */
  private TextCodecs codecs(
      TextSplit split, PairFilter filter, ModelZip known, FineTuningBuilder tuning)
      throws IOException {
    if (known == null) {
      return options.text().learner(options.variation().cutsAnew()).learn(split.training(), filter);
    }
    return tuning == null
        ? new TextCodecs(known.sourceCodec(), known.targetCodec())
        : new TextCodecs(tuning.sourceCodec(), tuning.targetCodec());
  }

  private TrainingData read(TextSplit split, PairFilter filter, TextCodecs codecs)
      throws IOException {
    return TrainingData.builder(split, codecs.source(), codecs.target())
        .filter(filter)
        .batchSize(options.data().batchSize())
        .variation(options.variation().variation(codecs, filter.maxLength()))
        .seed(options.seed())
        .read(options.folder());
  }

  /** What was read and what was left out. */
  private static String summary(TrainingData data) {
    return String.format(
        Locale.ROOT,
        "%s. %,d batches an epoch, %.1f %% of them padding. %,d pairs to validate with%s.",
        data.corpus().counts(),
        data.statistics().batches(),
        100 * data.statistics().paddingShare(),
        data.validation().size(),
        data.leftOutOfValidation());
  }

  private Training training(TrainingStart start, TrainingData data, RunFiles files) {
    Training.Builder builder =
        Training.builder(start, data, options.folder())
            .validation(options.validation().validation())
            .best(options.validation().best())
            .batchesPerUpdate(options.optimizer().accumulate())
            .workers(options.optimizer().workers())
            .clipping(options.optimizer().clip())
            .checkpointEvery(options.checkpointEvery())
            .average(options.average())
            .listener(files)
            .listener(display);
    return options.limits().set(builder).build();
  }

  private boolean run(Training training, PrintWriter screen) throws IOException {
    try (Interruption interruption = new Interruption(training::stop);
        TrainingDisplay closing = display) {
      TrainingResult result = training.run();
      if (result.isInterrupted()) {
        closing.say("Interrupted and saved; --resume goes on from here.");
        return false;
      }
      new RunFolder(options.folder().path()).writeHistory(result.history());
      screen.printf(
          Locale.ROOT,
          "%s: %s, validation perplexity %.2f, BLEU %.2f, chrF %.2f\n",
          options.folder().model(),
          result.description(),
          result.entry().perplexity(),
          result.entry().bleu(),
          result.entry().chrf());
      screen.flush();
      return true;
    } catch (DivergedException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the loss is %s at update %d; a smaller --learning-rate, a longer --warmup or a"
                  + " smaller --clip may help",
              e.loss(),
              e.update()),
          e);
    }
  }

  private ModelZip create(TrainingData data, TextSplit split, FineTuningBuilder tuning)
      throws IOException {
    OptimizerOptions optimizer = options.optimizer();
    IUpdater updater =
        optimizer.updater(
            options.limits().updates(data.statistics().batches(), optimizer.accumulate()));
    ModelZip model = tuning == null ? random(data, updater) : tuned(tuning, updater);
    ModelCard.Builder card =
        ModelCard.builder(model.card().modelName())
            .task("translation")
            .tokenizer(data.source().tokenizer().name())
            .trainingData(split.describe())
            .size("parameters", model.network().params().length())
            .extra("options", options.arguments().toString());
    if (options.from() != null) {
      card.extra("earlier training data", options.from().card().trainingData());
    }
    return new ModelZip(
        model.network(), model.source(), model.target(), card.build(), model.tokenizers());
  }

  private ModelZip tuned(FineTuningBuilder tuning, IUpdater updater) {
    options.optimizer().precision().ifPresent(tuning::precision);
    FineTuning tuned = tuning.updater(updater).build();
    tuned.report().toString().lines().forEach(display::say);
    return tuned.model();
  }

  private ModelZip random(TrainingData data, IUpdater updater) {
    ModelBuilder<?> builder =
        options.model().builder(options.text().joint(), options.data().maxLength());
    options.optimizer().precision().ifPresent(builder::precision);
    ComputationGraph network =
        builder
            .sourceVocabularySize(data.source().vocabulary().size())
            .targetVocabularySize(data.target().vocabulary().size())
            .updater(updater)
            .seed(options.seed())
            .build()
            .init();
    return new ModelZip(
        network,
        data.source(),
        data.target(),
        ModelCard.builder(options.model().kind().toString()).build());
  }

  private RunOptions runOptions(ModelZip model) {
    return new RunOptions(
        model.card().modelName(),
        model.network().params().length(),
        "train @" + options.folder().path().resolve(SavedArguments.FILE),
        options.arguments());
  }
}
