package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RowSplitTest {
  private final int threadsBefore = ParallelRows.threads();

  @AfterEach
  void restoreThreads() {
    ParallelRows.setThreads(threadsBefore);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200, 385, 1000})
  void everyRowBelongsToOnePart(int rows) {
    ParallelRows.setThreads(3);
    AtomicIntegerArray seen = new AtomicIntegerArray(rows);
    new RowSplit(rows)
        .run(
            (part, from, to) -> {
              for (int r = from; r < to; r++) {
                seen.incrementAndGet(r);
              }
            });
    for (int r = 0; r < rows; r++) {
      assertThat(seen.get(r)).isEqualTo(1);
    }
  }

  @Test
  void fewRowsAreOnePartWhoseStepsUseAllThreads() {
    ParallelRows.setThreads(2);
    AtomicInteger ranges = new AtomicInteger();
    new RowSplit(100)
        .run(
            (part, from, to) -> {
              assertThat(to - from).isEqualTo(100);
              ParallelRows.parallel(2, (a, b) -> ranges.incrementAndGet());
            });
    assertThat(ranges.get()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void sumsOfPartsAreTheSumOfAllRows(int threads) {
    ParallelRows.setThreads(threads);
    INDArray x = Nets.values(1, 500, 40).castTo(DataType.FLOAT);
    INDArray g = Nets.values(2, 500, 30).castTo(DataType.FLOAT);
    INDArray weight = Nd4j.create(DataType.FLOAT, 40, 30);
    INDArray bias = Nd4j.create(DataType.FLOAT, 30);
    PartSums sums = new PartSums(500, Arrays.asList(Matrix.of(weight), null, Matrix.of(bias)));
    assertThat(sums.split().parts()).isEqualTo(threads);
    sums.split()
        .run(
            (part, from, to) -> {
              assertThat(sums.of(1, part)).isNull();
              Products.weightGradient(
                  Factors.FLOAT32.of(Matrix.of(x).rows(from, to)),
                  Factors.FLOAT32.of(Matrix.of(g).rows(from, to)),
                  sums.of(0, part),
                  sums.of(2, part));
            });
    sums.finish();
    INDArray exact = x.castTo(DataType.DOUBLE).transpose().mmul(g.castTo(DataType.DOUBLE));
    Fixture.assertClose("weight", weight, exact, 1e-4);
    Fixture.assertClose("bias", bias, g.castTo(DataType.DOUBLE).sum(0), 1e-4);
  }

  @Test
  void sumsAtTheSameTimeHaveMemoryOfTheirOwn() {
    ParallelRows.setThreads(2);
    INDArray first = Nd4j.create(DataType.FLOAT, 3);
    INDArray second = Nd4j.create(DataType.FLOAT, 3);
    for (int round = 0; round < 3; round++) {
      PartSums one = new PartSums(500, List.of(Matrix.row(first)));
      PartSums other = new PartSums(500, List.of(Matrix.row(second)));
      fill(one, 1);
      fill(other, 10);
      one.finish();
      other.finish();
      assertThat(first.toFloatVector()).containsExactly(3, 3, 3);
      assertThat(second.toFloatVector()).containsExactly(30, 30, 30);
      assertThatIllegalStateException()
          .isThrownBy(() -> one.of(0, 1))
          .withMessage("the sums are finished");
    }
  }

  private static void fill(PartSums sums, float value) {
    sums.of(0, 0).write(0, new float[] {value, value, value});
    sums.of(0, 1).write(0, new float[] {2 * value, 2 * value, 2 * value});
  }

  @Test
  void sumsTooLargeToBeKeptTwiceAreOnePart() {
    ParallelRows.setThreads(3);
    try (INDArray huge = Nd4j.createUninitialized(DataType.FLOAT, 1 << 13, 1 << 13)) { // untouched
      List<Matrix> results = List.of(Matrix.of(huge));
      assertThat(new PartSums(1000, results).split().parts()).isEqualTo(1);
    }
  }
}
