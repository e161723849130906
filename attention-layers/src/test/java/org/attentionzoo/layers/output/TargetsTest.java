package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class TargetsTest {
  private static final INDArray LABELS = Nd4j.createFromArray(new int[][] {{0, 4, 2}, {3, -7, 99}});
  private static final INDArray MASK = Nd4j.createFromArray(new float[][] {{1, 1, 1}, {1, 0, 0}});

  private static Targets of(INDArray labels, INDArray mask) {
    return Targets.of(labels, mask, 2, 3, 5, "(layer out)");
  }

  @Test
  void paddingMayHoldAnything() {
    Targets targets = of(LABELS, MASK);
    assertThat(targets.ids()).containsExactly(0, 4, 2, 3, Targets.PADDING, Targets.PADDING);
    assertThat(targets.tokens()).isEqualTo(4);
  }

  @Test
  void everyNumericTypeAndOrderIsRead() {
    for (DataType type :
        new DataType[] {
          DataType.INT64,
          DataType.FLOAT,
          DataType.INT16,
          DataType.DOUBLE,
          DataType.HALF,
          DataType.BFLOAT16,
          DataType.INT8,
          DataType.UINT8,
          DataType.UINT16,
          DataType.UINT32,
          DataType.UINT64
        }) {
      INDArray labels = LABELS.mul(MASK.castTo(DataType.INT32)).castTo(type).dup('f');
      assertThat(of(labels, MASK.castTo(type)).ids())
          .as(type.name())
          .isEqualTo(of(LABELS, MASK).ids());
    }
  }

  /** As DataVec and DL4J cut batches out of larger arrays. */
  @Test
  void aPartOfALargerArrayIsReadInItsPlace() {
    INDArray large = Nd4j.create(DataType.INT32, 4, 6).assign(-1);
    INDArray part = large.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(2, 5));
    part.assign(LABELS);
    INDArray largeMask = Nd4j.create(DataType.FLOAT, 6, 4).assign(7);
    INDArray mask = largeMask.get(NDArrayIndex.interval(2, 5), NDArrayIndex.interval(1, 3));
    mask.assign(MASK.transpose());
    assertThat(of(part, mask.transpose()).ids()).isEqualTo(of(LABELS, MASK).ids());
  }

  @Test
  void meansAreOverRealTokens() {
    Targets targets = of(LABELS, MASK);
    double[] losses = {1, 2, 6, 5, 0, 0};
    assertThat(targets.mean(losses)).isEqualTo(14 / 4.0);
    assertThat(targets.meanOfExamples(losses)).containsExactly(3, 5);
    Targets none = of(LABELS, Nd4j.zeros(2, 3));
    assertThat(none.mean(losses)).isZero();
    assertThat(none.meanOfExamples(losses)).containsExactly(0, 0);
  }

  @Test
  void anIdOutsideTheVocabularyIsNamedWithItsPlace() {
    assertThatThrownBy(() -> of(LABELS, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label -7 at row 1, position 1")
        .hasMessageContaining("[0, 5)")
        .hasMessageContaining("(layer out)");
    INDArray tooLarge = Nd4j.createFromArray(new int[][] {{0, 5, 2}, {3, 0, 0}});
    assertThatThrownBy(() -> of(tooLarge, null)).hasMessageContaining("label 5 at row 0");
    INDArray half = Nd4j.createFromArray(new double[][] {{0, 1.5, 2}, {3, 0, 0}});
    assertThatThrownBy(() -> of(half, null)).hasMessageContaining("label 1.5 at row 0, position 1");
  }

  @Test
  void wrongShapesAreNamed() {
    assertThatThrownBy(() -> of(LABELS.reshape(2, 1, 3), null))
        .hasMessageContaining("labels have shape [2, 1, 3], expected [2, 3]");
    assertThatThrownBy(() -> of(LABELS, MASK.reshape(3, 2)))
        .hasMessageContaining("label mask have shape [3, 2], expected [2, 3]");
  }

  @Test
  void aMaskOfOtherThanZeroAndOneIsNamed() {
    assertThatThrownBy(() -> of(LABELS, MASK.mul(0.5)))
        .hasMessageContaining("label mask is 0.5 at row 0, position 0");
  }
}
