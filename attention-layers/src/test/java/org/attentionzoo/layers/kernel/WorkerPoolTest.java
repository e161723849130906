package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
  private final List<Integer> order = new ArrayList<>();

  @Test
  void whoComesFirstTakesAllThatNobodyHasBegunItsOwnFirst() {
    WorkerPool.Work work = new WorkerPool.Work(3, order::add);
    work.take(1);
    assertThat(order).containsExactly(1, 2, 0);
    work.take(0);
    work.take(2);
    assertThat(order).as("those who are late").hasSize(3);
    work.await();
  }

  @Test
  void rangesAfterAFailureRunAllTheSame() {
    WorkerPool.Work work =
        new WorkerPool.Work(
            3,
            range -> {
              order.add(range);
              if (range == 0) {
                throw new IllegalStateException("range 0");
              }
            });
    work.take(0);
    assertThat(order).containsExactly(0, 1, 2);
    assertThatThrownBy(work::await).hasMessage("range 0");
  }
}
