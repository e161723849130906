package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ParallelRowsTest {
  @Test
  void everyRowIsVisitedOnce() {
    for (int rows : new int[] {0, 1, 2, 3, 7, 1000}) {
      AtomicIntegerArray visits = new AtomicIntegerArray(rows);
      ParallelRows.parallel(
          rows,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              visits.incrementAndGet(i);
            }
          });
      for (int i = 0; i < rows; i++) {
        assertThat(visits.get(i)).as("row %d of %d", i, rows).isEqualTo(1);
      }
    }
  }

  @Test
  void fewRowsStayOnTheCallingThread() {
    Thread caller = Thread.currentThread();
    ParallelRows.parallel(
        99, 50, (from, to) -> assertThat(Thread.currentThread()).isSameAs(caller));
  }

  @Test
  void aNestedCallDoesNotWaitForItself() {
    AtomicIntegerArray visits = new AtomicIntegerArray(100);
    ParallelRows.parallel(
        10,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int row = i;
            ParallelRows.parallel(
                10,
                (a, b) -> {
                  for (int j = a; j < b; j++) {
                    visits.incrementAndGet(10 * row + j);
                  }
                });
          }
        });
    for (int i = 0; i < 100; i++) {
      assertThat(visits.get(i)).isEqualTo(1);
    }
  }

  @Test
  void theExceptionOfABodyIsThrownAndThePoolGoesOn() {
    for (int bad : new int[] {0, 9}) {
      assertThatThrownBy(
              () ->
                  ParallelRows.parallel(
                      10,
                      (from, to) -> {
                        if (from <= bad && bad < to) {
                          throw new IllegalArgumentException("row " + bad);
                        }
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("row " + bad);
    }
    everyRowIsVisitedOnce();
  }

  @Test
  void negativeSizesAreRefused() {
    assertThatThrownBy(() -> ParallelRows.parallel(-1, (from, to) -> {}))
        .hasMessageContaining("-1");
  }
}
