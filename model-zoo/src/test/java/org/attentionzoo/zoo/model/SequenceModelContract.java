package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.layers.runtime.dl4j.ForwardPasses;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.ModelZipException;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** What every model must do; a subclass per model and form says how it is built. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SequenceModelContract {
  private static final List<SequencePair> UNSEEN = ReversalTask.pairs(60, 2);
  private static final List<SequencePair> TRAINING =
      ReversalTask.without(ReversalTask.pairs(2500, 1), UNSEEN);
  private static final Decoding<?> GREEDY = Decoding.greedy().maxLength(8);

  private ComputationGraph trained;

  /** A small form of the model over {@link ReversalTask#VOCABULARY} ids, with its updater. */
  abstract ModelBuilder<?> small();

  /** How many epochs it takes to learn the task. */
  int epochs() {
    return 8;
  }

  @BeforeAll
  void train() {
    trained = sized().build().init();
    fit(trained, TRAINING, epochs());
  }

  private ModelBuilder<?> sized() {
    return small().vocabularySize(ReversalTask.VOCABULARY);
  }

  private static void fit(ComputationGraph network, List<SequencePair> pairs, int epochs) {
    network.fit(BatchIterator.builder(pairs).batchSize(32).seed(7).build(), epochs);
  }

  private static Generator generator(ComputationGraph network) {
    return new Generator(new GraphScorer(network), Vocabulary.BOS, Vocabulary.EOS);
  }

  private static INDArray output(ComputationGraph network, MultiDataSet batch) {
    return network
        .output(false, batch.getFeatures(), batch.getFeaturesMaskArrays(), null)[0]; // [N, V, T]
  }

  /** To be compared bit for bit: INDArray.equals has a tolerance. */
  private static float[] probabilities(ComputationGraph network) {
    return output(network, batch(UNSEEN.subList(0, 5))).dup('c').data().asFloat();
  }

  private static MultiDataSet batch(List<SequencePair> pairs) {
    return SequenceBatch.of(pairs);
  }

  @Test
  void learnsToReverseUnseenSequences() {
    int[][] sources = ReversalTask.sources(UNSEEN);
    List<Hypothesis> written = generator(trained).best(sources, GREEDY);
    long right =
        IntStream.range(0, sources.length)
            .filter(n -> Arrays.equals(written.get(n).tokens(), UNSEEN.get(n).target()))
            .count();
    assertThat(right).isGreaterThanOrEqualTo(sources.length * 9L / 10);
  }

  @Test
  void greedyStepsAgreeWithTheFullPassOverWhatTheyWrote() {
    List<SequencePair> sources = UNSEEN.subList(0, 12);
    List<Hypothesis> written = generator(trained).best(ReversalTask.sources(sources), GREEDY);
    for (int n = 0; n < written.size(); n++) {
      Hypothesis hypothesis = written.get(n);
      int[] tokens = hypothesis.tokens();
      INDArray full =
          output(trained, batch(List.of(new SequencePair(sources.get(n).source(), tokens))));
      for (int t = 0; t < hypothesis.steps(); t++) {
        int token = t < tokens.length ? tokens[t] : Vocabulary.EOS;
        double probability = full.getDouble(0, token, t);
        assertThat(Math.log(probability))
            .as("sentence %d, step %d", n, t)
            .isCloseTo(hypothesis.tokenLogProbabilities()[t], within(1e-3));
        for (int other = 0; other < ReversalTask.VOCABULARY; other++) {
          assertThat(full.getDouble(0, other, t)).isLessThanOrEqualTo(probability + 1e-5);
        }
      }
    }
  }

  @Test
  void theEncoderRunsOnceABatchAndNoPrefixIsRunAgain() {
    long before = ForwardPasses.of(trained);
    List<Hypothesis> written =
        generator(trained).best(ReversalTask.sources(UNSEEN.subList(0, 8)), GREEDY);
    assertThat(written.stream().mapToInt(Hypothesis::steps).max().orElseThrow()).isGreaterThan(2);
    long encoderParts =
        trained.getConfiguration().getVertices().keySet().stream()
            .filter(part -> part.startsWith("encoder") || part.startsWith("source"))
            .count();
    // whole passes: at most one of each part of the encoder (and a shared table), none of the rest
    assertThat(ForwardPasses.of(trained) - before).isBetween(1L, encoderParts + 1);
  }

  @Test
  void attentionWeightsComeWithAHypothesisIfTheModelHasThem() {
    int[][] sources = ReversalTask.sources(UNSEEN.subList(0, 4));
    Decoding<?> decoding = Decoding.beam(2).maxLength(8).withAttention();
    if (small() instanceof Seq2SeqBuilder) {
      assertThatThrownBy(() -> generator(trained).best(sources, decoding))
          .hasMessageContaining("no attention weights");
      return;
    }
    List<Hypothesis> written = generator(trained).best(sources, decoding);
    for (int n = 0; n < sources.length; n++) {
      float[][] weights = written.get(n).attention(); // [T][S]
      assertThat(weights).hasDimensions(written.get(n).steps(), sources[n].length);
      for (float[] row : weights) {
        double sum = IntStream.range(0, row.length).mapToDouble(i -> row[i]).sum();
        assertThat(sum).isGreaterThan(0).isLessThan(1 + 1e-5); // below 1 under a local window
      }
    }
  }

  @Test
  void beamOfOneIsGreedy() {
    int[][] sources = ReversalTask.sources(UNSEEN.subList(0, 12));
    List<Hypothesis> greedy = generator(trained).best(sources, GREEDY);
    List<Hypothesis> beam = generator(trained).best(sources, Decoding.beam(1).maxLength(8));
    for (int n = 0; n < sources.length; n++) {
      assertThat(beam.get(n).tokens()).isEqualTo(greedy.get(n).tokens());
    }
  }

  @Test
  void writesTheSameAloneAsInABatch() {
    int[][] sources = ReversalTask.sources(UNSEEN.subList(0, 8));
    List<Hypothesis> together = generator(trained).best(sources, GREEDY);
    for (int n = 0; n < sources.length; n++) {
      Hypothesis alone = generator(trained).best(new int[][] {sources[n]}, GREEDY).get(0);
      assertThat(alone.tokens()).isEqualTo(together.get(n).tokens());
      assertThat(alone.logProbability()).isCloseTo(together.get(n).logProbability(), within(1e-3));
    }
  }

  @Test
  void paddingChangesNothing() {
    SequencePair pair =
        ReversalTask.pairs(50, 3).stream()
            .filter(p -> p.source().length == 2)
            .findFirst()
            .orElseThrow();
    SequencePair longer =
        ReversalTask.pairs(50, 3).stream()
            .filter(p -> p.source().length == ReversalTask.LONGEST)
            .findFirst()
            .orElseThrow();
    INDArray alone = output(trained, batch(List.of(pair))); // [1, V, 3]
    INDArray padded = output(trained, batch(List.of(pair, longer))); // [2, V, 6]
    for (int t = 0; t < 3; t++) {
      for (int v = 0; v < ReversalTask.VOCABULARY; v++) {
        assertThat(padded.getDouble(0, v, t)).isCloseTo(alone.getDouble(0, v, t), within(1e-4));
      }
    }
  }

  @Test
  void anIdOutsideTheVocabularyIsNamed() {
    int unknown = ReversalTask.VOCABULARY;
    SequencePair source = new SequencePair(new int[] {4, unknown}, new int[] {4});
    SequencePair target = new SequencePair(new int[] {4}, new int[] {5, unknown});
    for (SequencePair pair : List.of(source, target)) {
      assertThatThrownBy(() -> output(trained, batch(List.of(pair))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("token id " + unknown);
    }
    assertThat(probabilities(trained)).doesNotContain(Float.NaN); // and it still works
  }

  @Test
  void itsConfigurationSurvivesJson() {
    ComputationGraphConfiguration conf = sized().build().conf();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(conf.toJson());
    assertThat(read).isEqualTo(conf);
    assertThat(read.toJson()).isEqualTo(conf.toJson());
  }

  @Test
  void aLoadedZipGivesIdenticalOutputs(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.zip");
    Vocabulary vocabulary = Vocabulary.of(List.of("a", "b", "c", "d", "e", "f"));
    ModelCard card = ModelCard.builder("Model").task("reversal").build();
    new ModelZip(trained, vocabulary, vocabulary, card).save(file);
    ComputationGraph loaded = sized().build().initPretrained(file);
    assertThat(probabilities(loaded)).isEqualTo(probabilities(trained));
    SequenceModel larger = small().vocabularySize(ReversalTask.VOCABULARY + 1).build();
    assertThatThrownBy(() -> larger.initPretrained(file))
        .isInstanceOf(ModelZipException.class)
        .hasMessageContaining("holds another model");
  }

  @Test
  void aCloneGivesIdenticalOutputsAndTrainsOnItsOwn() {
    float[] before = probabilities(trained);
    ComputationGraph clone = trained.clone();
    assertThat(probabilities(clone)).isEqualTo(before);
    fit(clone, TRAINING.subList(0, 64), 1);
    assertThat(probabilities(clone)).isNotEqualTo(before);
    assertThat(probabilities(trained)).isEqualTo(before);
  }

  @Test
  void theSameSeedTrainsToTheSameParameters() {
    float[] first = briefly(5);
    assertThat(briefly(5)).isEqualTo(first);
    assertThat(briefly(6)).isNotEqualTo(first);
  }

  private float[] briefly(long seed) {
    ComputationGraph network = sized().seed(seed).build().init();
    fit(network, TRAINING.subList(0, 100), 2); // the last batch is short
    return network.params().toFloatVector();
  }

  @Test
  void countsItsParametersWithoutAllocatingThem() {
    assertThat(sized().build().parameterCount()).isEqualTo(trained.params().length());
  }

  @Test
  void theSummaryShowsEveryParameter() {
    String summary = Summary.of(trained);
    trained
        .paramTable()
        .forEach((key, array) -> assertThat(summary).contains(Arrays.toString(array.shape())));
    for (String part : trained.getConfiguration().getVertices().keySet()) {
      assertThat(summary).contains(part);
    }
    assertThat(summary).contains(String.format("%,d", trained.params().length()));
  }
}
