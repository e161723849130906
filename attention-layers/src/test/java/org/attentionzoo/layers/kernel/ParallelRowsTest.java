package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

  @Test
  void theNumberOfThreadsMayChange() {
    int before = ParallelRows.threads();
    try {
      for (int threads : new int[] {3, 1, 2}) {
        ParallelRows.setThreads(threads);
        assertThat(ParallelRows.threads()).isEqualTo(threads);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(threads); // nobody can do two ranges
        ParallelRows.parallel(
            99,
            (from, to) -> {
              seen.add(Thread.currentThread());
              begun.countDown();
              awaitQuietly(begun);
            });
        assertThat(seen).hasSize(threads).contains(Thread.currentThread());
      }
      assertThatThrownBy(() -> ParallelRows.setThreads(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0");
    } finally {
      ParallelRows.setThreads(before);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void severalCallersAtOnceGetEveryRowEachWhileTheThreadsChange() throws Exception {
    int before = ParallelRows.threads();
    int callers = 3;
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int c = 0; c < callers; c++) {
        all.add(
            pool.submit(
                () -> {
                  for (int k = 0; k < 200; k++) {
                    everyRowIsVisitedOnce();
                  }
                }));
      }
      for (int k = 0; k < 20; k++) {
        ParallelRows.setThreads(1 + k % 3);
        Thread.sleep(2);
      }
      for (Future<?> f : all) {
        f.get();
      }
    } finally {
      pool.shutdown();
      ParallelRows.setThreads(before);
    }
  }
}
