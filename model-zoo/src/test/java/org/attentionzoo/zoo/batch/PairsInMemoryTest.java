package org.attentionzoo.zoo.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class PairsInMemoryTest {

  /** Example i has the target id i + 4 and a source of 1 + i mod 7 tokens. */
  private static final List<SequencePair> PAIRS =
      IntStream.range(0, 103)
          .mapToObj(i -> new SequencePair(new int[1 + i % 7], new int[] {i + 4}))
          .toList();

  @Test
  void everyExampleComesOnceAndOneBatchIsShort() {
    List<int[]> batches = epoch(iterator().build());
    assertThat(batches).hasSize(11);
    assertThat(batches.stream().map(batch -> batch.length)).containsOnlyOnce(3).containsOnly(3, 10);
    assertThat(flat(batches))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(4, 107).boxed().toList());
  }

  @Test
  void eachEpochHasItsOwnOrderAndTheSeedRepeatsIt() {
    BatchIterator one = iterator().seed(7).build();
    BatchIterator two = iterator().seed(7).build();
    List<Integer> first = flat(epoch(one));
    assertThat(flat(epoch(two))).isEqualTo(first);
    one.reset();
    two.reset();
    List<Integer> second = flat(epoch(one));
    assertThat(flat(epoch(two))).isEqualTo(second);
    assertThat(second).isNotEqualTo(first);
    assertThat(flat(epoch(iterator().seed(8).build()))).isNotEqualTo(first);
    assertThat(one.position().epoch()).isEqualTo(1);
  }

  @Test
  void resettingAFreshIteratorChangesNothing() {
    BatchIterator iterator = iterator().build();
    iterator.reset();
    assertThat(iterator.position()).isEqualTo(BatchPosition.START);
  }

  @Test
  void seekingContinuesWhereAnotherStopped() {
    BatchIterator whole = iterator().seed(3).start(new BatchPosition(2, 0)).build();
    whole.next();
    whole.next();
    BatchIterator resumed = iterator().seed(3).build();
    resumed.seek(whole.position());
    assertThat(flat(epoch(resumed))).isEqualTo(flat(epoch(whole)));
  }

  @Test
  void sequencesOfSimilarLengthShareABatch() {
    BatchIterator iterator = iterator().build();
    long padding = 0;
    while (iterator.hasNext()) {
      MultiDataSet batch = iterator.next();
      padding +=
          batch.getFeatures(0).length() - batch.getFeaturesMaskArray(0).sumNumber().intValue();
    }
    assertThat(padding).isLessThan(60); // about 300 without buckets
  }

  @Test
  void unshuffledOrderIsTheGivenOne() {
    assertThat(flat(epoch(iterator().shuffle(false).build())))
        .isEqualTo(IntStream.range(4, 107).boxed().toList());
  }

  @Test
  void theEndOfAnEpochIsAnError() {
    BatchIterator iterator = iterator().build();
    assertThat(epoch(iterator)).hasSize(11);
    assertThat(iterator.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
  }

  @Test
  void sizesAreKnown() {
    BatchStatistics statistics = iterator().build().statistics(0);
    assertThat(statistics.pairs()).isEqualTo(103);
    assertThat(statistics.batches()).isEqualTo(11);
    assertThat(statistics.targetTokens()).isEqualTo(206);
  }

  @Test
  void aPreProcessorSeesEveryBatch() {
    BatchIterator iterator = iterator().build();
    iterator.setPreProcessor(batch -> batch.getLabels(0).assign(5));
    assertThat(ids(iterator.next())).containsOnly(5);
  }

  @Test
  void badInputIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchIterator.builder(List.of()))
        .withMessageContaining("at least one pair");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> iterator().batchSize(0))
        .withMessageContaining("got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> iterator().build().seek(new BatchPosition(0, 12)))
        .withMessageContaining("no place after 12");
  }

  private static BatchIterator.Builder iterator() {
    return BatchIterator.builder(PAIRS).batchSize(10);
  }

  private static List<int[]> epoch(BatchIterator iterator) {
    List<int[]> batches = new ArrayList<>();
    iterator.forEachRemaining(batch -> batches.add(ids(batch)));
    return batches;
  }

  private static int[] ids(MultiDataSet batch) {
    return batch.getLabels(0).getColumn(0).toIntVector();
  }

  private static List<Integer> flat(List<int[]> batches) {
    return batches.stream().flatMapToInt(IntStream::of).boxed().toList();
  }
}
