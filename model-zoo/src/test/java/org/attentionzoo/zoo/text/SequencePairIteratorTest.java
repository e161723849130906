package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class SequencePairIteratorTest {

  /** Example i has the target id i + 4 and a source of 1 + i mod 7 tokens. */
  private static final List<SequencePair> PAIRS =
      IntStream.range(0, 103)
          .mapToObj(i -> new SequencePair(new int[1 + i % 7], new int[] {i + 4}))
          .toList();

  @Test
  void everyExampleComesOnceAndTheShortBatchIsLast() {
    List<int[]> batches = epoch(iterator().build());
    assertThat(batches).hasSize(11);
    assertThat(batches.subList(0, 10)).allMatch(batch -> batch.length == 10);
    assertThat(batches.get(10)).hasSize(3);
    assertThat(flat(batches))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(4, 107).boxed().toList());
  }

  @Test
  void eachEpochHasItsOwnOrderAndTheSeedRepeatsIt() {
    SequencePairIterator one = iterator().seed(7).build();
    SequencePairIterator two = iterator().seed(7).build();
    List<Integer> first = flat(epoch(one));
    assertThat(flat(epoch(two))).isEqualTo(first);
    one.reset();
    two.reset();
    List<Integer> second = flat(epoch(one));
    assertThat(flat(epoch(two))).isEqualTo(second);
    assertThat(second).isNotEqualTo(first);
    assertThat(flat(epoch(iterator().seed(8).build()))).isNotEqualTo(first);
    assertThat(one.epoch()).isEqualTo(1);
  }

  @Test
  void resettingAFreshIteratorChangesNothing() {
    SequencePairIterator iterator = iterator().build();
    iterator.reset();
    assertThat(iterator.epoch()).isZero();
  }

  @Test
  void seekingContinuesWhereAnotherStopped() {
    SequencePairIterator whole = iterator().seed(3).epoch(2).build();
    whole.next();
    whole.next();
    SequencePairIterator resumed = iterator().seed(3).build();
    resumed.seek(whole.epoch(), whole.position());
    assertThat(flat(epoch(resumed))).isEqualTo(flat(epoch(whole)));
  }

  @Test
  void sequencesOfSimilarLengthShareABatch() {
    SequencePairIterator iterator = iterator().build();
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
  void nextWithANumberTakesThatManyAndNextFinishesTheBatch() {
    SequencePairIterator iterator = iterator().build();
    assertThat(ids(iterator.next(4))).hasSize(4);
    assertThat(ids(iterator.next())).hasSize(6);
    assertThat(ids(iterator.next(1000))).hasSize(93);
    assertThat(iterator.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
  }

  @Test
  void sizesAreKnown() {
    SequencePairIterator iterator = iterator().build();
    assertThat(iterator.size()).isEqualTo(103);
    assertThat(iterator.batches()).isEqualTo(11);
    assertThat(iterator.targetTokens()).isEqualTo(206);
  }

  @Test
  void aPreProcessorSeesEveryBatch() {
    SequencePairIterator iterator = iterator().build();
    iterator.setPreProcessor(batch -> batch.getLabels(0).assign(5));
    assertThat(ids(iterator.next())).containsOnly(5);
  }

  @Test
  void aSerializedIteratorContinuesAlike() throws Exception {
    SequencePairIterator iterator = iterator().seed(5).build();
    iterator.next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(iterator);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      SequencePairIterator copy = (SequencePairIterator) in.readObject();
      assertThat(flat(epoch(copy))).isEqualTo(flat(epoch(iterator)));
    }
  }

  @Test
  void badInputIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SequencePairIterator.builder(List.of()))
        .withMessageContaining("at least one pair");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> iterator().batchSize(0))
        .withMessageContaining("got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> iterator().build().seek(0, 104))
        .withMessageContaining("104");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> iterator().epoch(-1).build())
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> iterator().build().next(0))
        .withMessageContaining("got 0");
  }

  private static SequencePairIterator.Builder iterator() {
    return SequencePairIterator.builder(PAIRS).batchSize(10);
  }

  private static List<int[]> epoch(SequencePairIterator iterator) {
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
