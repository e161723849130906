package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TranspositionTest {
  private final int threads = ParallelRows.threads();

  @AfterEach
  void restoreThreads() {
    ParallelRows.setThreads(threads);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,40", "40,1", "16,16", "15,33", "17,3", "300,70"})
  void rowsBecomeColumns(int m, int n) {
    INDArray from = Nd4j.randn(DataType.FLOAT, m, n).dup('c');
    for (int count = 1; count <= 3; count++) {
      ParallelRows.setThreads(count);
      INDArray to = Nd4j.valueArrayOf(new long[] {n, m}, Float.NaN, DataType.FLOAT);
      Transposition.copy(Matrix.of(from), Matrix.of(to));
      assertThat(to).isEqualTo(from.transpose().dup('c'));
    }
  }

  @Test
  void aTargetOfAnotherShapeIsNamed() {
    Matrix matrix = Matrix.of(Nd4j.ones(DataType.FLOAT, 2, 3));
    assertThatThrownBy(() -> Transposition.copy(matrix, matrix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot write the transpose of [2, 3] into [2, 3]");
  }
}
