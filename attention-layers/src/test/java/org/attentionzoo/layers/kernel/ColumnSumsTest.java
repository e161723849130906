package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ColumnSumsTest {

  @Test
  void sumsHaveTheSameBitsOnAnyNumberOfThreads() {
    int before = ParallelRows.threads();
    INDArray x = Nets.values(1, 500, 129).castTo(DataType.FLOAT);
    INDArray first = null;
    try {
      for (int threads = 1; threads <= 3; threads++) {
        ParallelRows.setThreads(threads);
        INDArray sums = Nd4j.create(DataType.FLOAT, 129);
        ColumnSums.of(Matrix.of(x), Matrix.of(sums));
        Fixture.assertClose("sums", sums, x.castTo(DataType.DOUBLE).sum(0), 1e-4);
        first = first == null ? sums : first;
        assertThat(sums).isEqualTo(first);
      }
    } finally {
      ParallelRows.setThreads(before);
    }
  }

  @Test
  void noRowsSumToZero() {
    INDArray x = Nd4j.create(DataType.FLOAT, 2, 3);
    INDArray sums = Nd4j.ones(DataType.FLOAT, 3);
    ColumnSums.of(Matrix.of(x).rows(0, 0), Matrix.of(sums));
    assertThat(sums.sumNumber().doubleValue()).isZero();
  }
}
