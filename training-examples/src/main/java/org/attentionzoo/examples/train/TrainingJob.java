package org.attentionzoo.examples.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.attentionzoo.examples.report.HistoryEntry;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.examples.report.RunOptions;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.attentionzoo.zoo.training.Checkpoint;
import org.attentionzoo.zoo.training.CheckpointFolder;
import org.attentionzoo.zoo.training.FineTuning;
import org.attentionzoo.zoo.training.ParameterAverage;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;

/** One training from files to the finished model. */
final class TrainingJob {

  /**
   * What the command line says.
   *
   * @param folder gets everything
   * @param from the model to begin with; null for a new one, and where a training is resumed
   * @param fromFile where the model to begin with came from, also where a training is resumed; null
   *     for a new one
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
      OptimizerOptions optimizer,
      Limits limits,
      ValidationOptions validation,
      long checkpointEvery,
      int average,
      long seed,
      Map<String, String> arguments,
      TrainingLoop.Beginning saveArguments) {}

  private final Options options;
  private final CheckpointFolder checkpoints;
  private final TrainingDisplay display;

  TrainingJob(Options options, TrainingDisplay display) {
    this.options = options;
    this.checkpoints = options.folder().checkpoints();
    this.display = display;
  }

  /**
   * Trains.
   *
   * @param resume whether to go on from the newest checkpoint that can be read, if there is one
   * @param pages show the training while it runs; null for none
   * @param screen gets the result
   */
  TrainingLoop.End run(boolean resume, TrainingUi.Served pages, PrintWriter screen)
      throws IOException {
    ResumePoint point = resume ? ResumePoint.newest(checkpoints, display::say) : null;
    Checkpoint checkpoint = point == null ? null : point.checkpoint();
    ModelZip resumed = point == null ? null : checkpoint.model();
    String files = options.data().describe();
    TrainingState state = point == null ? TrainingState.start(files) : point.state();
    state.requireSameData(files);

    Path encoded = options.folder().corpus();
    if (resumed == null) {
      Files.deleteIfExists(encoded);
    }
    ModelZip known = resumed == null ? options.from() : resumed;
    try (TrainingData data =
        TrainingData.read(
            options.data(),
            options.text(),
            options.variation(),
            options.model(),
            known,
            encoded,
            options.seed())) {
      display.say(data.summary() + ".");
      UnknownWarning.of(data.unknown(), options.fromFile()).ifPresent(display::say);
      ModelZip model = resumed == null ? create(data, files) : resumed;
      OptimizerOptions optimizer = options.optimizer();
      if (checkpoint == null) {
        AccumulatingUpdater.install(model.network(), optimizer.accumulate(), optimizer.clip());
        if (resume) {
          display.say("There is no checkpoint to go on from: begins at the beginning.");
        }
      } else {
        checkpoint.install(optimizer.accumulate(), optimizer.clip());
        display.say("Goes on from " + point.file() + ".");
      }
      if (pages != null) {
        model.network().addListeners(pages.listener());
      }
      return train(model, data, state, screen);
    }
  }

  private TrainingLoop.End train(
      ModelZip model, TrainingData data, TrainingState state, PrintWriter screen)
      throws IOException {
    RunFolder folder = new RunFolder(options.folder().path());
    ValidationOptions measures = options.validation();
    display.say(
        String.format(
            Locale.ROOT,
            "%s with %,d parameters, vocabularies of %,d and %,d tokens.",
            model.card().modelName(),
            model.network().params().length(),
            model.source().size(),
            model.target().size()));
    TrainingLoop.Beginning beginning =
        () -> {
          options.saveArguments().record();
          folder.writeOptions(runOptions(model));
        };
    Validation validation =
        new Validation(data.validation(), model.sourceCodec(), model.targetCodec(), measures);
    display.start(data.statistics().batches(), options.optimizer().accumulate());
    try (Interruption interruption = new Interruption();
        TrainingDisplay closing = display) {
      TrainingLoop.Run run =
          new TrainingLoop.Run(
              model,
              data.batches(),
              validation,
              options.folder(),
              beginning,
              closing,
              interruption);
      TrainingLoop loop =
          new TrainingLoop(
              run, options.limits(), measures.best(), options.checkpointEvery(), state);
      TrainingLoop.End end = loop.train();
      if (end == TrainingLoop.End.LIMIT) {
        try {
          finish(loop, validation, interruption, screen);
          return end;
        } catch (CancellationException interrupted) {
          // all but the last comparison is saved
        }
      }
      display.say("Interrupted and saved; --resume goes on from here.");
      return TrainingLoop.End.INTERRUPTED;
    }
  }

  private ModelZip create(TrainingData data, String files) throws IOException {
    OptimizerOptions optimizer = options.optimizer();
    IUpdater updater =
        optimizer.updater(
            options.limits().updates(data.statistics().batches(), optimizer.accumulate()));
    ModelZip model =
        options.from() == null
            ? random(data.codecs(), updater)
            : FineTuning.start(options.from(), updater, options.seed());
    ModelCard.Builder card =
        ModelCard.builder(model.card().modelName())
            .task("translation")
            .tokenizer(data.codecs().source().tokenizer().name())
            .trainingData(files)
            .size("parameters", model.network().params().length())
            .extra("options", options.arguments().toString());
    if (options.from() != null) {
      card.extra("earlier training data", options.from().card().trainingData());
    }
    return new ModelZip(
        model.network(), model.source(), model.target(), card.build(), model.tokenizers());
  }

  private ModelZip random(TextOptions.Codecs codecs, IUpdater updater) {
    ComputationGraph network =
        options
            .model()
            .builder(codecs.joint(), options.data().maxLength())
            .sourceVocabularySize(codecs.source().vocabulary().size())
            .targetVocabularySize(codecs.target().vocabulary().size())
            .updater(updater)
            .seed(options.seed())
            .build()
            .init();
    return new ModelZip(
        network,
        codecs.source().vocabulary(),
        codecs.target().vocabulary(),
        ModelCard.builder(options.model().kind().toString()).build(),
        Optional.of(new Tokenizers(codecs.source().tokenizer(), codecs.target().tokenizer())));
  }

  private RunOptions runOptions(ModelZip model) {
    return new RunOptions(
        model.card().modelName(),
        model.network().params().length(),
        "train @" + options.folder().path().resolve(SavedArguments.FILE),
        options.arguments());
  }

  /** Writes model.zip: the best model, or the average of the last checkpoints if that is better. */
  private void finish(
      TrainingLoop loop, Validation validation, Interruption interruption, PrintWriter screen)
      throws IOException {
    Best by = options.validation().best();
    TrainingLoop.Trained best = loop.best();
    List<Path> files = checkpoints.files();
    List<Path> last = files.subList(Math.max(0, files.size() - options.average()), files.size());
    if (last.size() > 1) {
      ModelZip average = ParameterAverage.of(last);
      Validation.Result measured = validation.of(average.network(), interruption::check);
      HistoryEntry entry = measured.entry(best.entry());
      String name = "the average of the last " + last.size() + " checkpoints";
      display.say(
          String.format(
              Locale.ROOT,
              "%s: loss %.4f, BLEU %.2f, chrF %.2f",
              name,
              entry.validationLoss(),
              entry.bleu(),
              entry.chrf()));
      if (by.isBetter(entry, best.entry())) {
        best = new TrainingLoop.Trained(name, measured.on(average), entry);
      }
    }
    Path file = options.folder().model();
    best.model().save(file);
    screen.printf(
        Locale.ROOT,
        "%s: %s, validation perplexity %.2f, BLEU %.2f, chrF %.2f\n",
        file,
        best.name(),
        best.entry().perplexity(),
        best.entry().bleu(),
        best.entry().chrf());
    screen.flush();
  }
}
