package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
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

  @Test
  void aThreadThatEndsFreesWhatItsBlocksHeld() throws InterruptedException {
    NativeBlock[] blocks = new NativeBlock[2];
    Thread[] threads = new Thread[2];
    WorkerPool pool = new WorkerPool(2);
    CyclicBarrier both = new CyclicBarrier(2);
    pool.run(
        2,
        range -> {
          await(both); // a thread each
          NativeBlock block = NativeBlock.take();
          block.address(1000);
          block.giveBack();
          blocks[range] = block;
          threads[range] = Thread.currentThread();
        });
    pool.close();
    for (int i = 0; i < 2; i++) {
      if (threads[i] == Thread.currentThread()) {
        assertThat(blocks[i].isFree()).as("its caller's").isFalse();
      } else {
        threads[i].join(60_000);
        assertThat(blocks[i].isFree()).isTrue();
      }
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
