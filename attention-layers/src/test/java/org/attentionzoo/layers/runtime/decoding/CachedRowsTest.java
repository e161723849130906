package org.attentionzoo.layers.runtime.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CachedRowsTest {
  /** So many that several threads take part, for long enough to meet. */
  private static final int ROWS = 3000;

  private static final int SIZE = 257;

  private final int threads = ParallelRows.threads();

  @AfterEach
  void restoreThreads() {
    ParallelRows.setThreads(threads);
  }

  private static CachedRows numbered() {
    CachedRows rows = new CachedRows(DataType.FLOAT);
    INDArray values = Nd4j.arange(ROWS).castTo(DataType.FLOAT).reshape(ROWS, 1);
    rows.begin(values.broadcast(ROWS, SIZE).dup('c'));
    return rows;
  }

  private static void assertRows(CachedRows actual, int... expected) {
    INDArray array = actual.array();
    assertThat(array.shape()).containsExactly(expected.length, SIZE);
    for (int column : new int[] {0, SIZE - 1}) {
      assertThat(array.getColumn(column).toIntVector()).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void rowsAreReorderedAndRepeated(int count) {
    ParallelRows.setThreads(count);
    CachedRows rows = numbered();
    int[] backwards = IntStream.range(0, ROWS).map(i -> ROWS - 1 - i / 2).toArray();
    rows.select(backwards);
    assertRows(rows, backwards);
    rows.select(IntStream.range(0, ROWS).map(i -> ROWS - 1 - i).toArray());
    assertRows(rows, IntStream.range(0, ROWS).map(i -> backwards[ROWS - 1 - i]).toArray());
  }

  /** In place, where a row may only be read before another is written over it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void rowsThatAreLeftOutMakeTheOthersMoveUp(int count) {
    ParallelRows.setThreads(count);
    CachedRows rows = numbered();
    rows.select(IntStream.range(0, ROWS).map(i -> ROWS - 1 - i).toArray()); // wakes threads
    rows.select(IntStream.range(0, ROWS / 3).map(i -> 3 * i).toArray());
    assertRows(rows, IntStream.range(0, ROWS / 3).map(i -> ROWS - 1 - 3 * i).toArray());
  }

  /** More rows than at first: the memory that they came from is too short for them. */
  @Test
  void fewerOfMoreRowsStayWhatTheyWere() {
    CachedRows rows = numbered();
    int[] more = IntStream.range(0, 3 * ROWS).map(i -> ROWS - 1 - i / 3).toArray();
    rows.select(more);
    rows.select(IntStream.range(0, 2 * ROWS).toArray());
    assertRows(rows, Arrays.copyOf(more, 2 * ROWS));
    rows.select(IntStream.range(0, 2 * ROWS).map(i -> 2 * ROWS - 1 - i).toArray());
    assertRows(rows, IntStream.range(0, 2 * ROWS).map(i -> more[2 * ROWS - 1 - i]).toArray());
  }
}
