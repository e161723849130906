package org.attentionzoo.layers.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The same by memory of the CPU and by the views that other backends need. */
class SlicesTest {

  private static final int[] OFFSETS = {0, 1, 6, 30, 71, 72, 200};

  /** An array of these shape in the middle of a vector, as parameters of a network are. */
  private static INDArray at(long offset, long... shape) {
    INDArray vector = Nd4j.arange(offset + Dense.length(shape) + 5).castTo(DataType.FLOAT);
    return Nd4j.create(vector.data(), shape, Nd4j.getStrides(shape, 'c'), offset, 'c');
  }

  private static INDArray empty(long... shape) {
    return Nd4j.zeros(DataType.FLOAT, shape);
  }

  @Test
  void rowsOfAViewAreThoseThatWereAskedFor() {
    for (int offset : OFFSETS) {
      INDArray all = at(offset, 12, 6);
      for (int n = 1; n <= 12; n++) {
        for (int first = 0; first + n <= 12; first++) {
          INDArray copied = empty(n, 6);
          Slices.readRows(all, first, copied);
          INDArray view = Slices.rows(all, first, n);
          assertThat(view.shape()).containsExactly(n, 6);
          for (int row = 0; row < n; row++) {
            for (int column = 0; column < 6; column++) {
              float expected = offset + (first + row) * 6 + column;
              assertThat(copied.getFloat(row, column)).isEqualTo(expected);
              assertThat(view.getFloat(row, column)).isEqualTo(expected);
            }
          }
        }
      }
    }
  }

  @Test
  void stepsOfAViewAreThoseThatWereAskedFor() {
    for (int offset : OFFSETS) {
      INDArray all = at(offset, 4, 3, 6); // [N, T, size]
      for (int first = 0; first < 3; first++) {
        for (int t = 0; t < 3; t++) {
          INDArray copied = empty(2, 6);
          Slices.readStep(all, first, t, copied);
          INDArray view = Slices.step(all, first, 2, t);
          assertThat(view.shape()).containsExactly(2, 6);
          for (int row = 0; row < 2; row++) {
            for (int i = 0; i < 6; i++) {
              float expected = offset + ((first + row) * 3 + t) * 6 + i;
              assertThat(copied.getFloat(row, i)).isEqualTo(expected);
              assertThat(view.getFloat(row, i)).isEqualTo(expected);
            }
          }
        }
      }
    }
  }

  @Test
  void whatIsWrittenLiesInItsRowsAlone() {
    for (int offset : OFFSETS) {
      INDArray copied = at(offset, 12, 6);
      INDArray viewed = at(offset, 12, 6);
      Slices.writeRows(empty(3, 6), copied, 7);
      Slices.rows(viewed, 7, 3).assign(empty(3, 6));
      assertThat(viewed).isEqualTo(copied);
      assertThat(copied.sumNumber().doubleValue())
          .isEqualTo(at(offset, 12, 6).sumNumber().doubleValue() - 18 * offset - sum(42, 60));
      copied = at(offset, 4, 3, 6);
      viewed = at(offset, 4, 3, 6);
      Slices.writeStep(empty(2, 6), copied, 1, 2);
      Slices.step(viewed, 1, 2, 2).assign(empty(2, 6));
      assertThat(viewed).isEqualTo(copied);
      assertThat(copied.sumNumber().doubleValue())
          .isEqualTo(
              at(offset, 4, 3, 6).sumNumber().doubleValue()
                  - 12 * offset
                  - sum(30, 36)
                  - sum(48, 54));
    }
  }

  private static int sum(int from, int to) {
    return (to - from) * (from + to - 1) / 2;
  }
}
