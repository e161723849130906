package org.attentionzoo.zoo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.attentionzoo.zoo.metrics.LengthBuckets.Bucket;
import org.junit.jupiter.api.Test;

class LengthBucketsTest {

  private static final List<String> HYPOTHESES = List.of("a", "b x", "c", "d", "e y");
  private static final List<List<String>> REFERENCES = List.of(List.of("a", "b", "c", "d", "e"));
  private static final int[] LENGTHS = {10, 11, 0, 31, 20};

  @Test
  void eachBucketIsACorpusOfItsOwnAndEmptyOnesAreLeftOut() {
    Ter ter = Ter.standard();

    List<Bucket> buckets =
        LengthBuckets.upTo(10, 20, 30).score(ter, LENGTHS, HYPOTHESES, REFERENCES);

    assertThat(buckets)
        .containsExactly(
            new Bucket(1, 10, 2, ter.corpus(List.of("a", "c"), List.of(List.of("a", "c")))),
            new Bucket(11, 20, 2, ter.corpus(List.of("b x", "e y"), List.of(List.of("b", "e")))),
            new Bucket(
                31, LengthBuckets.UNLIMITED, 1, ter.corpus(List.of("d"), List.of(List.of("d")))));
    assertThat(buckets)
        .extracting(bucket -> bucket.score().value())
        .containsExactly(0.0, 100.0, 0.0);
  }

  @Test
  void withoutBoundsThereIsOneBucketWithTheCorpusScore() {
    Ter ter = Ter.standard();

    List<Bucket> buckets = LengthBuckets.upTo().score(ter, LENGTHS, HYPOTHESES, REFERENCES);

    assertThat(buckets)
        .containsExactly(
            new Bucket(1, LengthBuckets.UNLIMITED, 5, ter.corpus(HYPOTHESES, REFERENCES)));
  }

  @Test
  void boundsThatDoNotIncreaseAreAnError() {
    assertThatThrownBy(() -> LengthBuckets.upTo(10, 10))
        .hasMessage("Bounds of lengths must be at least 1 and increase, got [10, 10]");
    assertThatThrownBy(() -> LengthBuckets.upTo(0)).hasMessageContaining("got [0]");
  }

  @Test
  void aLengthForEverySentenceIsNeeded() {
    Ter ter = Ter.standard();
    LengthBuckets buckets = LengthBuckets.upTo(10);
    int[] one = {3};

    assertThatThrownBy(() -> buckets.score(ter, one, HYPOTHESES, REFERENCES))
        .hasMessage("1 lengths for 5 translations");
  }
}
