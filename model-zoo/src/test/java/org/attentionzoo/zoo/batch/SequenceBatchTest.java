package org.attentionzoo.zoo.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

class SequenceBatchTest {

  private final List<SequencePair> pairs =
      List.of(
          new SequencePair(new int[] {4, 5, 6}, new int[] {7}),
          new SequencePair(new int[] {8}, new int[] {9, 10}));

  @Test
  void decoderInputIsShiftedAndLabelsEndWithTheEndToken() {
    MultiDataSet batch = SequenceBatch.of(pairs);
    assertRows(batch.getFeatures(0), new int[][] {{4, 5, 6}, {8, 0, 0}});
    assertRows(batch.getFeatures(1), new int[][] {{2, 7, 0}, {2, 9, 10}});
    assertRows(batch.getLabels(0), new int[][] {{7, 3, 0}, {9, 10, 3}});
  }

  @Test
  void masksMarkRealTokens() {
    MultiDataSet batch = SequenceBatch.of(pairs);
    assertRows(batch.getFeaturesMaskArray(0), new int[][] {{1, 1, 1}, {1, 0, 0}});
    assertRows(batch.getFeaturesMaskArray(1), new int[][] {{1, 1, 0}, {1, 1, 1}});
    assertRows(batch.getLabelsMaskArray(0), new int[][] {{1, 1, 0}, {1, 1, 1}});
  }

  @Test
  void idsAreIntegersAndMasksAreFloats() {
    MultiDataSet batch = SequenceBatch.of(pairs);
    assertThat(batch.getFeatures()).allMatch(ids -> ids.dataType() == DataType.INT32);
    assertThat(batch.getLabels(0).dataType()).isEqualTo(DataType.INT32);
    assertThat(batch.getFeaturesMaskArray(0).dataType()).isEqualTo(DataType.FLOAT);
  }

  @Test
  void anEmptyTargetIsJustTheEnd() {
    MultiDataSet batch = SequenceBatch.of(List.of(new SequencePair(new int[] {4}, new int[0])));
    assertRows(batch.getFeatures(1), new int[][] {{2}});
    assertRows(batch.getLabels(0), new int[][] {{3}});
  }

  @Test
  void badInputIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SequenceBatch.of(List.of()))
        .withMessageContaining("at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SequenceBatch.source(List.of(new int[0])))
        .withMessageContaining("empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequencePair(new int[0], new int[] {4}))
        .withMessageContaining("source");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequencePair(new int[] {4}, new int[] {5, -2}))
        .withMessage("Token id -2 at target position 1 is negative");
  }

  private static void assertRows(INDArray actual, int[][] expected) {
    assertThat(actual.rank()).isEqualTo(2);
    assertThat(actual.toIntMatrix()).isDeepEqualTo(expected);
  }
}
