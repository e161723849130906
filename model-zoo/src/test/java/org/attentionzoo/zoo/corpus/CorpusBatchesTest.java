package org.attentionzoo.zoo.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.batch.BatchStatistics;
import org.attentionzoo.zoo.batch.PairVariation;
import org.attentionzoo.zoo.batch.SequencePair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class CorpusBatchesTest {

  /** Two pools of 50 batches and a rest. */
  private static final int PAIRS = 1013;

  @TempDir static Path folder;
  private static EncodedCorpus corpus;

  @BeforeAll
  static void encode() throws IOException {
    corpus = CorpusFixture.numbered(folder, PAIRS);
  }

  @AfterAll
  static void close() throws IOException {
    corpus.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void everyPairComesOnceAnEpoch(int prefetch) {
    try (BatchIterator iterator = sentences().prefetch(prefetch).build()) {
      List<int[]> batches = epoch(iterator);
      assertThat(batches).hasSize(102);
      assertThat(batches.stream().filter(batch -> batch.length != 10)).hasSize(1);
      assertThat(flat(batches)).containsExactlyInAnyOrderElementsOf(numbers());
    }
  }

  @Test
  void eachEpochHasItsOwnOrderAndTheSeedRepeatsIt() {
    try (BatchIterator one = sentences().seed(7).build();
        BatchIterator two = sentences().seed(7).prefetch(0).build();
        BatchIterator other = sentences().seed(8).build()) {
      List<Integer> first = flat(epoch(one));
      assertThat(flat(epoch(two))).isEqualTo(first);
      assertThat(flat(epoch(other))).isNotEqualTo(first);
      one.reset();
      two.reset();
      List<Integer> second = flat(epoch(one));
      assertThat(flat(epoch(two))).isEqualTo(second);
      assertThat(second).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(numbers());
      assertThat(one.position()).isEqualTo(new BatchPosition(1, 102));
    }
  }

  @Test
  void thePositionIsThatOfTheBatchesTakenAndGoesThroughJson() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (BatchSize size : List.of(BatchSize.sentences(10), BatchSize.tokens(170))) {
      for (int taken : new int[] {0, 1, 49, 50, 51, 77}) {
        try (BatchIterator whole = iterator().batchSize(size).seed(3).prefetch(4).build();
            BatchIterator resumed = iterator().batchSize(size).seed(3).build()) {
          epoch(whole);
          whole.reset();
          for (int i = 0; i < taken; i++) {
            whole.next();
          }
          assertThat(whole.hasNext()).isTrue(); // looks ahead, takes nothing
          String json = mapper.writeValueAsString(whole.position());
          assertThat(json).isEqualTo("{\"epoch\":1,\"batch\":" + taken + "}");
          resumed.seek(mapper.readValue(json, BatchPosition.class));
          assertThat(flat(epoch(resumed))).isEqualTo(flat(epoch(whole)));
          whole.reset();
          resumed.reset();
          assertThat(ids(resumed.next())).isEqualTo(ids(whole.next()));
        }
      }
    }
  }

  @Test
  void resettingAFreshIteratorChangesNothing() {
    try (BatchIterator iterator = sentences().build()) {
      iterator.reset();
      assertThat(iterator.hasNext()).isTrue();
      iterator.reset();
      assertThat(iterator.position()).isEqualTo(BatchPosition.START);
      iterator.next();
      iterator.reset();
      assertThat(iterator.position()).isEqualTo(new BatchPosition(1, 0));
    }
  }

  @Test
  void batchesByTokensKeepTheLimit() {
    try (BatchIterator iterator = iterator().batchSize(BatchSize.tokens(170)).build()) {
      List<Integer> all = new ArrayList<>();
      while (iterator.hasNext()) {
        MultiDataSet batch = iterator.next();
        long longest = Math.max(batch.getFeatures(0).size(1), batch.getFeatures(1).size(1));
        assertThat(batch.getFeatures(0).size(0) * longest).isLessThanOrEqualTo(170);
        all.addAll(IntStream.of(ids(batch)).boxed().toList());
      }
      assertThat(all).containsExactlyInAnyOrderElementsOf(numbers());
    }
    try (BatchIterator tiny = iterator().batchSize(BatchSize.tokens(1)).build()) {
      assertThat(epoch(tiny)).hasSize(PAIRS).allMatch(batch -> batch.length == 1);
    }
  }

  @Test
  void statisticsAreThoseOfTheBatches() {
    for (BatchSize size : List.of(BatchSize.sentences(10), BatchSize.tokens(170))) {
      try (BatchIterator iterator = iterator().batchSize(size).seed(5).build()) {
        BatchStatistics statistics = iterator.statistics(0);
        long batches = 0;
        long places = 0;
        long tokens = 0;
        for (; iterator.hasNext(); batches++) {
          MultiDataSet batch = iterator.next();
          for (int i = 0; i < 2; i++) {
            places += batch.getFeatures(i).length();
            tokens += batch.getFeaturesMaskArray(i).sumNumber().longValue();
          }
        }
        assertThat(statistics.batches()).isEqualTo(batches);
        assertThat(statistics.pairs()).isEqualTo(PAIRS);
        assertThat(statistics.sourceTokens() + statistics.targetTokens()).isEqualTo(tokens);
        assertThat(statistics.paddingShare()).isEqualTo(1 - tokens / (double) places);
        assertThat(statistics.paddingShare()).isBetween(0.01, 0.25);
      }
    }
  }

  @Test
  void bucketsSavePadding() {
    try (BatchIterator bucketed = sentences().build();
        BatchIterator unshuffled = sentences().shuffle(false).build()) {
      assertThat(bucketed.statistics(0).paddingShare())
          .isLessThan(unshuffled.statistics(0).paddingShare() / 2);
    }
  }

  @Test
  void unshuffledOrderIsThatOfTheText() {
    try (BatchIterator iterator = sentences().shuffle(false).build()) {
      assertThat(flat(epoch(iterator))).isEqualTo(numbers());
    }
  }

  @Test
  void whatBecomesOfAPairDependsOnSeedEpochAndPairOnly() {
    try (BatchIterator one = varied().seed(7).prefetch(4).build();
        BatchIterator other = varied().seed(8).build()) {
      Map<Integer, Integer> first = chances(one);
      assertThat(first.values().stream().distinct().count()).isGreaterThan(PAIRS - 10);
      assertThat(chances(other)).isNotEqualTo(first);
      BatchSize size = BatchSize.tokens(170);
      for (int prefetch : new int[] {0, 3}) {
        try (BatchIterator again = varied().batchSize(size).seed(7).prefetch(prefetch).build()) {
          assertThat(chances(again)).isEqualTo(first);
        }
      }
      one.reset();
      Map<Integer, Integer> second = chances(one);
      second.entrySet().removeAll(first.entrySet());
      assertThat(second).hasSizeGreaterThan(PAIRS - 10);
    }
  }

  @Test
  void aVariedEpochGoesOnFromItsMiddle() {
    BatchPosition middle = new BatchPosition(1, 57);
    try (BatchIterator whole = varied().build();
        BatchIterator resumed = varied().start(middle).build()) {
      epoch(whole);
      whole.reset();
      for (int i = 0; i < middle.batch(); i++) {
        whole.next();
      }
      assertThat(resumed.position()).isEqualTo(whole.position());
      while (whole.hasNext()) {
        MultiDataSet expected = whole.next();
        MultiDataSet actual = resumed.next();
        assertThat(actual.getFeatures(0)).isEqualTo(expected.getFeatures(0));
        assertThat(actual.getLabels(0)).isEqualTo(expected.getLabels(0));
      }
      assertThat(resumed.hasNext()).isFalse();
    }
  }

  @Test
  void variationChangesNeitherOrderNorBatches() {
    try (BatchIterator plain = sentences().build();
        BatchIterator varied = varied().build()) {
      assertThat(varied.statistics(0)).isEqualTo(plain.statistics(0));
      assertThat(flat(epoch(varied))).isEqualTo(flat(epoch(plain)));
    }
  }

  @Test
  void aPairThatGetsTooLongStaysAsItIs() {
    SequencePair pair = new SequencePair(new int[] {4}, new int[] {5});
    SequencePair longer = new SequencePair(new int[] {4, 4}, new int[] {5, 5, 5});
    PairVariation variation = (old, random) -> longer;
    assertThat(variation.upTo(3).vary(pair, new SplittableRandom(1))).isSameAs(longer);
    assertThat(variation.upTo(2).vary(pair, new SplittableRandom(1))).isSameAs(pair);
  }

  /** The pair's number stays, behind it comes chance. */
  private static BatchIterator.Builder varied() {
    return sentences()
        .variation(
            (pair, random) ->
                new SequencePair(
                    pair.source(), new int[] {pair.target()[0], random.nextInt(1 << 24)}));
  }

  /** What came by chance for each pair in the rest of the epoch. */
  private static Map<Integer, Integer> chances(BatchIterator iterator) {
    Map<Integer, Integer> chances = new HashMap<>();
    iterator.forEachRemaining(
        batch -> {
          for (int row = 0; row < batch.getLabels(0).size(0); row++) {
            chances.put(batch.getLabels(0).getInt(row, 0), batch.getLabels(0).getInt(row, 1));
          }
        });
    return chances;
  }

  @Test
  void aPreProcessorSeesEveryBatch() {
    try (BatchIterator iterator = sentences().build()) {
      iterator.setPreProcessor(batch -> batch.getLabels(0).assign(5));
      assertThat(iterator.getPreProcessor()).isNotNull();
      assertThat(ids(iterator.next())).containsOnly(1);
    }
  }

  @Test
  void whatIsNotSupportedSaysSo() {
    try (BatchIterator iterator = sentences().build()) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> iterator.next(3))
          .withMessageContaining("not 3");
      assertThat(iterator.asyncSupported()).isFalse();
      assertThatExceptionOfType(NotSerializableException.class)
          .isThrownBy(
              () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(iterator))
          .withMessageContaining("position()");
      epoch(iterator);
      assertThatExceptionOfType(NoSuchElementException.class)
          .isThrownBy(iterator::next)
          .withMessage("No batch is left in epoch 0; call reset()");
    }
  }

  @Test
  void badInputIsNamed() {
    try (BatchIterator iterator = sentences().build()) {
      iterator.seek(new BatchPosition(0, 102));
      assertThat(iterator.hasNext()).isFalse();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> iterator.seek(new BatchPosition(0, 103)))
          .withMessage("Epoch 0 has 102 batches, there is no place after 103");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchPosition(-1, 0))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchSize.tokens(0))
        .withMessageContaining("got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sentences().prefetch(-1))
        .withMessageContaining("got -1");
  }

  private static BatchIterator.Builder iterator() {
    return BatchIterator.builder(corpus);
  }

  private static BatchIterator.Builder sentences() {
    return iterator().batchSize(BatchSize.sentences(10));
  }

  private static List<int[]> epoch(BatchIterator iterator) {
    List<int[]> batches = new ArrayList<>();
    iterator.forEachRemaining(batch -> batches.add(ids(batch)));
    return batches;
  }

  /** Numbers of the pairs in a batch. */
  private static int[] ids(MultiDataSet batch) {
    return IntStream.of(batch.getLabels(0).getColumn(0).toIntVector()).map(id -> id - 4).toArray();
  }

  private static List<Integer> flat(List<int[]> batches) {
    return batches.stream().flatMapToInt(IntStream::of).boxed().toList();
  }

  private static List<Integer> numbers() {
    return IntStream.range(0, PAIRS).boxed().toList();
  }
}
