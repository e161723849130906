package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
