package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.attentionzoo.layers.Nets;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class SubtractionTest {

  @Test
  void aRowIsThatOfJavaBitForBitAndNothingBesideItChanges() {
    for (int n : new int[] {0, 1, 15, 16, 1000, 20_001}) {
      INDArray a = Nets.values(1, 1, n + 2).castTo(DataType.FLOAT);
      INDArray b = Nets.values(2, 1, n + 3).castTo(DataType.FLOAT);
      float[] expected = a.toFloatVector();
      float[] subtrahend = b.toFloatVector();
      for (int i = 0; i < n; i++) {
        expected[1 + i] -= subtrahend[2 + i];
      }

      Subtraction.subtract(Matrix.row(a).columns(1, n + 1), Matrix.row(b).columns(2, n + 2));

      assertThat(a.toFloatVector()).containsExactly(expected);
      assertThat(b.toFloatVector()).containsExactly(subtrahend);
    }
  }

  @Test
  void rowsOfOtherLengthsAreRefused() {
    Matrix row = Matrix.row(Nets.values(1, 1, 4).castTo(DataType.FLOAT));
    Matrix rows = Matrix.of(Nets.values(1, 2, 2).castTo(DataType.FLOAT));
    assertThatThrownBy(() -> Subtraction.subtract(row, row.columns(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot subtract [1, 3] from [1, 4]");
    assertThatThrownBy(() -> Subtraction.subtract(rows, rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot subtract [2, 2] from [2, 2]");
  }
}
