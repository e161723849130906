package org.attentionzoo.layers.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that wait for a short while before they sleep: the ranges of a training step come every
 * few microseconds, and waking a sleeping thread costs more than many of them. Daemon threads,
 * started at the first use, so they never keep a program alive.
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
      for (int i = 1; i < ranges; i++) {
        workers[i - 1].give(new Task(body, i));
      }
      Throwable failure = attempt(body, 0);
      for (int i = 1; i < ranges; i++) {
        Throwable other = workers[i - 1].await();
        failure = failure == null ? other : failure;
      }
      rethrow(failure);
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
        workers[i] = new Worker();
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

  private static Throwable attempt(IntConsumer body, int range) {
    try {
      body.accept(range);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  private record Task(IntConsumer body, int range) {}

  private final class Worker extends Thread {
    private volatile Task task;
    private volatile boolean asleep;
    private Throwable failure; // written before task becomes null, read after

    Worker() {
      super("attentionzoo-rows-" + COUNT.incrementAndGet());
      setDaemon(true);
    }

    void give(Task next) {
      task = next;
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    /** Waits for the end of the task; not interruptible, as it writes the caller's arrays. */
    @SuppressWarnings(
        "ThreadPriorityCheck") // right without it, too, but slower where cores are few
    Throwable await() {
      for (int spins = 1; task != null; spins++) {
        if (spins % SPINS == 0) {
          Thread.yield();
        } else {
          Thread.onSpinWait();
        }
      }
      Throwable result = failure;
      failure = null;
      return result;
    }

    @Override
    public void run() {
      OneDnn.setThreads(1); // a setting of the thread
      while (true) {
        Task next = next();
        if (next == null) {
          return;
        }
        failure = attempt(next.body(), next.range());
        task = null;
      }
    }

    /** Spins, then sleeps, until there is a task; null when the pool has ended. */
    @SuppressWarnings("ThreadPriorityCheck") // as in await
    private Task next() {
      long began = System.nanoTime();
      for (int spins = 1; task == null && !ended; spins++) {
        if (spins % SPINS != 0) {
          Thread.onSpinWait();
        } else if (System.nanoTime() - began <= SPIN_NANOS) {
          Thread.yield();
        } else {
          asleep = true;
          if (task == null && !ended) {
            LockSupport.park(WorkerPool.this);
          }
          asleep = false;
        }
      }
      return task;
    }
  }
}
