package org.attentionzoo.layers.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that wait for a short while before they sleep: the ranges of a training step come every
 * few microseconds, and waking a sleeping thread costs more than many of them. Daemon threads,
 * started at the first use, so they never keep a program alive.
 *
 * <p>Each thread has a range of its own, so what it wrote is in its cache for the next kernel. One
 * that has not begun, because it slept or had no processor, loses its range to a thread that has
 * ended: on a busy machine nobody waits for more than what is being computed.
 */
final class WorkerPool {
  /**
   * How long a thread without work spins before it sleeps: longer than what a training step does
   * between two kernels, as waking it takes both sides some 100 µs.
   */
  private static final long SPIN_NANOS = 2_000_000;

  /** Spins between two looks at the clock, or before a waiting caller gives up its processor. */
  private static final int SPINS = 64;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int threads;
  private final Worker[] workers;
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile boolean started;
  private volatile boolean closed; // takes no more work
  private volatile boolean ended; // its threads stop

  /** A pool for this many threads, the caller included. */
  WorkerPool(int threads) {
    this.threads = threads;
    this.workers = new Worker[threads - 1];
  }

  int threads() {
    return threads;
  }

  /**
   * Runs the body for 0 … ranges - 1 and returns when all have ended; the caller takes part. If
   * another thread has the pool, the caller runs all ranges itself, with the same results.
   *
   * @param ranges at most {@link #threads()}
   */
  void run(int ranges, IntConsumer body) {
    if (closed || !taken.compareAndSet(false, true)) {
      for (int i = 0; i < ranges; i++) {
        body.accept(i);
      }
      return;
    }
    try { // may be closed by now, but its threads do not stop before it is given back
      startAll();
      Work work = new Work(ranges, body);
      for (int i = 1; i < ranges; i++) {
        workers[i - 1].give(work);
      }
      work.take(0);
      work.await();
    } finally {
      taken.set(false);
      if (closed) {
        end();
      }
    }
  }

  private void startAll() {
    if (!started) {
      for (int i = 0; i < workers.length; i++) {
        workers[i] = new Worker(i + 1);
        workers[i].start();
      }
      started = true;
    }
  }

  /** Ends the threads; a pool in use ends after its run. */
  void close() {
    closed = true;
    end();
  }

  /** Stops the threads unless somebody has the pool, who will then do so. */
  private void end() {
    if (taken.compareAndSet(false, true)) {
      ended = true;
      for (Worker worker : workers) {
        LockSupport.unpark(worker);
      }
    }
  }

  /** The ranges of one call. */
  static final class Work {
    private IntConsumer body;
    private final AtomicIntegerArray begun; // 1: somebody has the range
    private final AtomicInteger open; // ranges that have not ended
    private volatile Throwable failure;

    Work(int ranges, IntConsumer body) {
      this.body = body;
      this.begun = new AtomicIntegerArray(ranges);
      this.open = new AtomicInteger(ranges);
    }

    /** Runs all ranges that nobody has begun, those from {@code first} on before the others. */
    void take(int first) {
      int ranges = begun.length();
      for (int i = 0; i < ranges; i++) {
        int range = (first + i) % ranges;
        if (begun.compareAndSet(range, 0, 1)) {
          run(range);
        }
      }
    }

    private void run(int range) {
      try {
        body.accept(range);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      open.decrementAndGet();
    }

    /** Waits for the others; not interruptible, as they write the caller's arrays. */
    @SuppressWarnings(
        "ThreadPriorityCheck") // right without it, too, but slower where cores are few
    void await() {
      for (int spins = 1; open.get() > 0; spins++) {
        if (spins % SPINS == 0) {
          Thread.yield();
        } else {
          Thread.onSpinWait();
        }
      }
      body = null; // threads keep the work until there is another
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }

  private final class Worker extends Thread {
    private final int first;
    private volatile Work work;
    private volatile boolean asleep;

    /**
     * @param first its own range
     */
    Worker(int first) {
      super("attentionzoo-rows-" + COUNT.incrementAndGet());
      this.first = first;
      setDaemon(true);
    }

    void give(Work next) {
      work = next;
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      OneDnn.setThreads(1); // a setting of the thread
      Work done = null;
      while (true) {
        Work next = next(done);
        if (next == done) {
          NativeBlock.freeIdle();
          return;
        }
        next.take(first);
        done = next;
      }
    }

    /** Spins, then sleeps, until there is other work; the same when the pool has ended. */
    @SuppressWarnings("ThreadPriorityCheck") // as in await
    private Work next(Work done) {
      long began = System.nanoTime();
      for (int spins = 1; work == done && !ended; spins++) {
        if (spins % SPINS != 0) {
          Thread.onSpinWait();
        } else if (System.nanoTime() - began <= SPIN_NANOS) {
          Thread.yield();
        } else {
          asleep = true;
          if (work == done && !ended) {
            LockSupport.park(WorkerPool.this);
          }
          asleep = false;
        }
      }
      return work;
    }
  }
}
