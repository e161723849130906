package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class MatrixTest {
  /** 0, 1, 2 … in this shape. */
  private static INDArray counting(long... shape) {
    long n = 1;
    for (long s : shape) {
      n *= s;
    }
    return Nd4j.arange(n).castTo(DataType.FLOAT).reshape('c', shape);
  }

  private static float[] row(Matrix m, int row) {
    float[] x = new float[m.columns()];
    m.read(row, x);
    return x;
  }

  @Test
  void theLastDimensionIsARow() {
    Matrix m = Matrix.of(counting(2, 3, 4));
    assertThat(m.rows()).isEqualTo(6);
    assertThat(m.columns()).isEqualTo(4);
    assertThat(row(m, 5)).containsExactly(20, 21, 22, 23);
    assertThat(row(Matrix.of(counting(2, 3, 4), 12), 1)).startsWith(12, 13);
  }

  @Test
  void partsShareTheMemory() {
    INDArray array = counting(6, 4);
    Matrix m = Matrix.of(array);
    Matrix block = m.rows(2, 5).columns(1, 3); // [3, 2]
    assertThat(block.rows()).isEqualTo(3);
    assertThat(row(block, 0)).containsExactly(9, 10);
    float[] all = new float[6];
    block.read(0, 3, all);
    assertThat(all).containsExactly(9, 10, 13, 14, 17, 18);
    block.write(1, new float[] {-1, -2});
    assertThat(array.getFloat(3, 1)).isEqualTo(-1f);
    assertThat(array.getFloat(3, 2)).isEqualTo(-2f);
    assertThat(array.getFloat(3, 3)).isEqualTo(15f);
    block.write(1, 2, new float[] {-3, -4, -5, -6});
    assertThat(array.getFloat(4, 2)).isEqualTo(-6f);
    assertThat(array.getFloat(4, 3)).isEqualTo(19f);
  }

  @Test
  void aViewBeginsWhereItsArrayDoes() {
    INDArray view = counting(6, 4).get(NDArrayIndex.interval(4, 6), NDArrayIndex.all());
    assertThat(row(Matrix.of(view), 0)).containsExactly(16, 17, 18, 19);
  }

  @Test
  void gapsAndOtherTypesAreRefused() {
    assertThatThrownBy(() -> Matrix.of(counting(3, 4).transpose()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[4, 3]");
    assertThatThrownBy(() -> Matrix.of(Nd4j.zeros(DataType.DOUBLE, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DOUBLE");
  }
}
