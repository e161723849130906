package org.attentionzoo.examples.dates;

import java.io.PrintStream;
import java.util.List;
import org.attentionzoo.examples.report.LearningCurve;
import org.attentionzoo.examples.report.TrainingProgress;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Trains a model to read dates: new examples in each epoch, exact match on unseen dates after it.
 *
 * @param epochs number of epochs
 * @param examples examples in an epoch
 * @param batch examples in a batch
 * @param seed of the examples and their order
 */
record DateTraining(int epochs, int examples, int batch, long seed) {

  /** Unseen dates that are read after each epoch. */
  static final int VALIDATION_EXAMPLES = 1000;

  /** Unseen dates that are read at the end. */
  static final int TEST_EXAMPLES = 5000;

  /** Parameter updates of the whole training. */
  int steps() {
    return epochs * ((examples + batch - 1) / batch);
  }

  /** Trains, showing progress, and returns the curve. */
  LearningCurve train(
      TrainableModel model, DateVocabulary vocabulary, PrintStream out, boolean terminal) {
    ComputationGraph network = model.network();
    Translator translator = translator(model, vocabulary);
    List<DateExample> validation =
        DateExamples.generate(DateSplit.VALIDATION, VALIDATION_EXAMPLES, seed);
    LearningCurve curve = new LearningCurve();
    TrainingProgress progress = new TrainingProgress(epochs, steps() / epochs, out, terminal);
    network.addListeners(progress);
    try {
      for (int epoch = 0; epoch < epochs; epoch++) {
        network.fit(epoch(epoch, vocabulary));
        double exactMatch = ExactMatch.of(translator, validation);
        progress.report(exactMatch);
        curve.add(epoch + 1, progress.lastEpoch().loss(), exactMatch);
      }
    } finally {
      progress.close();
      network.getListeners().remove(progress);
    }
    return curve;
  }

  /** Exact match on dates that were used for nothing before. */
  double test(TrainableModel model, DateVocabulary vocabulary) {
    return ExactMatch.of(
        translator(model, vocabulary), DateExamples.generate(DateSplit.TEST, TEST_EXAMPLES, seed));
  }

  private BatchIterator epoch(int epoch, DateVocabulary vocabulary) {
    long epochSeed = seed * 1_000_003L + epoch;
    List<SequencePair> pairs =
        DateExamples.generate(DateSplit.TRAINING, examples, epochSeed).stream()
            .map(vocabulary::encode)
            .toList();
    return BatchIterator.builder(pairs).batchSize(batch).seed(epochSeed).build();
  }

  static Translator translator(TrainableModel model, DateVocabulary vocabulary) {
    return new Translator(model.scorer(), vocabulary.source(), vocabulary.target());
  }
}
