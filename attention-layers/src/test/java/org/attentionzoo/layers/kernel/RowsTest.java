package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class RowsTest {

  @Test
  void readsAndWritesRowsOfAViewInItsPlace() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray all = Nd4j.arange(24).castTo(type).reshape(4, 2, 3);
      INDArray view = all.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all(), NDArrayIndex.all());
      Rows rows = Rows.of(view);
      assertThat(rows.count()).isEqualTo(4);
      assertThat(rows.size()).isEqualTo(3);
      double[] row = new double[3];
      rows.read(2, row);
      assertThat(row).containsExactly(12, 13, 14);
      rows.write(3, new double[] {-1, -2, -3});
      assertThat(all.getDouble(2, 1, 2)).isEqualTo(-3);
      assertThat(all.getDouble(3, 0, 0)).isEqualTo(18);
    }
  }

  @Test
  void otherStridesAndTypesAreRejected() {
    INDArray transposed = Nd4j.create(DataType.FLOAT, 2, 3).transpose();
    assertThatThrownBy(() -> Rows.of(transposed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("c order");
    INDArray ids = Nd4j.create(DataType.INT32, 2, 3);
    assertThatThrownBy(() -> Rows.of(ids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INT");
    assertThat(Rows.usable(ids)).isFalse();
  }

  @Test
  void rowsOutsideOrOfFreedMemoryCannotBeReached() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      INDArray array = Nd4j.ones(type, 3, 2);
      Rows rows = Rows.of(array);
      double[] two = new double[2];
      for (long row : new long[] {-1, 3, 1L << 40, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> rows.read(row, two)).hasMessage("row " + row + " of 3");
        assertThatThrownBy(() -> rows.write(row, two)).hasMessage("row " + row + " of 3");
      }
      assertThatThrownBy(() -> rows.read(0, new double[1])).hasMessage("a row of 2 in 1");
      array.close();
      assertThatThrownBy(() -> rows.read(0, two)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> rows.write(0, two)).isInstanceOf(IllegalStateException.class);
    }
  }
}
