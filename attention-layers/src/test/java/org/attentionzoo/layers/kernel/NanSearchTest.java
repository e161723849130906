package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NanSearchTest {

  @Test
  void finiteNumbersAreNotSuspected() {
    assertThat(NanSearch.suspects(Matrix.of(Nd4j.rand(DataType.FLOAT, 300, 31)))).isFalse();
  }

  @Test
  void aNanIsFoundWhereverItIs() {
    for (int row : new int[] {0, 131, 299}) {
      INDArray x = Nd4j.rand(DataType.FLOAT, 300, 31);
      x.putScalar(row, 30, Float.NaN);
      assertThat(NanSearch.suspects(Matrix.of(x))).as("NaN in row %d", row).isTrue();
    }
  }

  @Test
  void anInfinityIsFoundWhereItIsAskedFor() {
    INDArray x = Nd4j.rand(DataType.FLOAT, 300, 31);
    assertThat(NanSearch.suspectsInfinite(Matrix.of(x))).isFalse();
    x.putScalar(131, 30, Float.NEGATIVE_INFINITY);
    assertThat(NanSearch.suspectsInfinite(Matrix.of(x))).isTrue();
    assertThat(NanSearch.suspects(Matrix.of(x))).isFalse();
  }
}
