package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Splits the rows of a matrix over a small pool of threads shared by all kernels.
 *
 * <p>The split depends only on the number of rows and of threads, so a body whose result for a row
 * does not depend on the other rows is deterministic for any number of threads, and one that sums
 * within its range is deterministic for a fixed number. Bodies must not call ND4J operations: these
 * have threads and workspaces of their own.
 *
 * <p>Threads: the available processors, or the system property {@value #THREADS_PROPERTY}.
 */
public final class ParallelRows {
  /** System property with the number of threads, at least 1. */
  public static final String THREADS_PROPERTY = "attentionzoo.threads";

  private static final int THREADS = threadsFromProperty();
  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);

  private ParallelRows() {}

  /** What to do with the rows {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  public interface RowRange {
    void run(int from, int to);
  }

  /** The number of threads that share the rows, the calling one included. */
  public static int threads() {
    return THREADS;
  }

  /** Runs {@code body} over all rows and returns when every range is done. */
  public static void parallel(int rows, RowRange body) {
    parallel(rows, 1, body);
  }

  /**
   * As {@link #parallel(int, RowRange)} with ranges of at least {@code minRows}, for work so small
   * that handing it to another thread costs more than doing it. The first exception of a body is
   * thrown, after all ranges have ended.
   */
  public static void parallel(int rows, int minRows, RowRange body) {
    if (rows < 0 || minRows < 1) {
      throw new IllegalArgumentException(
          "rows " + rows + " must not be negative, minRows " + minRows + " must be positive");
    }
    int ranges = Math.min(THREADS, rows / minRows);
    if (ranges <= 1 || INSIDE.get()) {
      if (rows > 0) {
        body.run(0, rows);
      }
      return;
    }
    List<Future<?>> others = new ArrayList<>(ranges - 1);
    for (int i = 1; i < ranges; i++) {
      int from = start(i, ranges, rows);
      int to = start(i + 1, ranges, rows);
      others.add(Pool.EXECUTOR.submit(() -> inside(body, from, to)));
    }
    RuntimeException failure = null;
    try {
      inside(body, 0, start(1, ranges, rows));
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      failure = await(others, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static int start(int range, int ranges, int rows) {
    return (int) ((long) range * rows / ranges);
  }

  /** A body that calls {@code parallel} again runs inline: the pool never waits for itself. */
  private static void inside(RowRange body, int from, int to) {
    INSIDE.set(true);
    try {
      body.run(from, to);
    } finally {
      INSIDE.set(false);
    }
  }

  private static RuntimeException await(List<Future<?>> futures, RuntimeException failure) {
    boolean interrupted = false;
    for (Future<?> future : futures) {
      for (boolean done = false; !done; ) {
        try {
          future.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true; // the body still writes into the caller's arrays: wait for its end
        } catch (ExecutionException e) {
          done = true;
          if (failure == null) {
            failure =
                e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("a parallel row range failed", e.getCause());
          }
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }

  private static int threadsFromProperty() {
    String value = System.getProperty(THREADS_PROPERTY);
    if (value == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int threads = Integer.parseInt(value.trim());
      if (threads >= 1) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // reported below, together with values that are numbers but too small
    }
    throw new IllegalArgumentException(
        "system property " + THREADS_PROPERTY + " must be a positive integer, got " + value);
  }

  /** Started at the first use; daemon threads, so that it never keeps a program alive. */
  private static final class Pool {
    private static final AtomicInteger COUNT = new AtomicInteger();
    static final ExecutorService EXECUTOR =
        Executors.newFixedThreadPool(
            Math.max(1, THREADS - 1),
            task -> {
              Thread thread = new Thread(task, "attentionzoo-rows-" + COUNT.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }
}
