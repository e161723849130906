package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.TextSplit;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.finetuning.VocabularyChange;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** A grown model with frozen parts, trained with the tools of DL4J and of this library. */
class FineTunedTrainingTest {

  private static final Vocabulary OLD = Vocabulary.of(List.of("a", "b"));

  @TempDir Path folder;

  private final ModelZip trained = trained();
  private final FineTuning tuned =
      FineTuning.from(trained)
          .both(VocabularyChange.grow(List.of("c", "d")))
          .freeze("encoder", "output")
          .dropout(0.1)
          .l2(0.01)
          .updater(new FastAdam(0.01))
          .build();
  private final ComputationGraph network = tuned.model().network();
  private final Map<String, INDArray> before = copies(network);

  private static ModelZip trained() {
    ComputationGraph network =
        Transformer.builder()
            .modelSize(8)
            .heads(2)
            .feedForwardSize(12)
            .layers(1)
            .tying(Tying.ALL)
            .vocabularySize(OLD.size())
            .build()
            .init();
    TextCodec codec = new TextCodec(new WhitespaceTokenizer(), OLD);
    return new ModelZip(network, codec, codec, ModelCard.builder("letters").build());
  }

  private static Map<String, INDArray> copies(ComputationGraph network) {
    Map<String, INDArray> copies = new HashMap<>();
    network.paramTable().forEach((key, value) -> copies.put(key, value.dup()));
    return copies;
  }

  private void assertFrozenPartsStay(ComputationGraph after) {
    copies(after)
        .forEach(
            (key, value) ->
                assertThat(value.equals(before.get(key)))
                    .as(key)
                    .isEqualTo(key.startsWith("encoder") || key.startsWith("output")));
  }

  private static MultiDataSetIterator data() {
    List<SequencePair> pairs = new ArrayList<>();
    for (int length = 1; length < 5; length++) {
      int[] one = new int[length];
      int[] other = new int[length];
      for (int i = 0; i < length; i++) {
        one[i] = 4 + (i + length) % 4;
        other[i] = 4 + (3 * i + length) % 4;
      }
      pairs.add(new SequencePair(one, other));
      pairs.add(new SequencePair(other, one));
    }
    return BatchIterator.builder(pairs).batchSize(2).seed(3).build();
  }

  @Test
  void earlyStoppingKeepsWhatIsFrozen() {
    EarlyStoppingConfiguration<ComputationGraph> options =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
            .scoreCalculator(new DataSetLossCalculator(data(), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<ComputationGraph> result =
        new EarlyStoppingGraphTrainer(options, network, data(), null).fit();
    assertThat(result.getTotalEpochs()).isEqualTo(3);
    assertFrozenPartsStay(network);
    assertFrozenPartsStay(result.getBestModel());
  }

  @Test
  void listenersHearOfEachStep() {
    AtomicInteger steps = new AtomicInteger();
    AtomicInteger gradients = new AtomicInteger();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            steps.incrementAndGet();
          }

          @Override
          public void onGradientCalculation(Model model) {
            gradients.addAndGet(model.gradient().gradientForVariable().isEmpty() ? 0 : 1);
          }
        });
    network.fit(data());
    assertThat(steps.get()).isEqualTo(4);
    assertThat(gradients.get()).isEqualTo(4);
    assertFrozenPartsStay(network);
  }

  @Test
  void parallelTrainingKeepsWhatIsFrozen() throws Exception {
    try (ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(network)
            .workers(2)
            .averagingFrequency(1)
            .trainingMode(ParallelWrapper.TrainingMode.AVERAGING)
            .prefetchBuffer(0)
            .build()) {
      wrapper.fit(data());
    }
    assertFrozenPartsStay(network);
  }

  /** With clipping of the whole gradient, updates of several batches, averages; and resumed. */
  @Test
  void aTrainingAndOneThatGoesOnKeepWhatIsFrozen() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String one : List.of("a", "b", "c", "d")) {
      for (String other : List.of("a", "b", "c", "d")) {
        lines.add(one + " " + other + "\t" + other + " " + one);
      }
    }
    ParallelText all = ParallelText.tsv(Files.write(folder.resolve("all.tsv"), lines), 1, 2);
    TextSplit text = TextSplit.of(all, all);
    try (TrainingFolder place = TrainingFolder.open(folder.resolve("run"))) {
      train(text, place, TrainingStart.of(tuned.model()), 3);
    }
    try (TrainingFolder place = TrainingFolder.open(folder.resolve("run"))) {
      TrainingResult result = train(text, place, place.resume().orElseThrow(), 5);
      assertFrozenPartsStay(result.model().network());
      assertThat(result.model().source().tokens()).endsWith("c", "d");
      ModelZip saved = ModelZip.load(folder.resolve("run").resolve("model.zip"));
      assertFrozenPartsStay(saved.network());
    }
  }

  private static TrainingResult train(
      TextSplit text, TrainingFolder place, TrainingStart start, int epochs) throws IOException {
    ModelZip model = start.model();
    try (TrainingData data =
        TrainingData.builder(text, model.sourceCodec(), model.targetCodec())
            .batchSize(BatchSize.sentences(4))
            .read(place)) {
      return Training.builder(start, data, place)
          .epochs(epochs)
          .clipping(0.5)
          .batchesPerUpdate(2)
          .average(2)
          .build()
          .run();
    }
  }
}
