package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.check.Arguments;

/**
 * Splits the rows of a matrix over a small pool of threads shared by all kernels.
 *
 * <p>The split depends only on the number of rows and of threads, so a body whose result for a row
 * does not depend on the other rows is deterministic for any number of threads, and one that sums
 * within its range is deterministic for a fixed number. Bodies must not call ND4J operations: these
 * have threads and workspaces of their own.
 *
 * <p>Threads: the available processors, or the system property {@value #THREADS_PROPERTY}, or
 * {@link #setThreads}. Where several threads train or infer at once, one of them has the pool and
 * the others do all their ranges themselves.
 */
public final class ParallelRows {
  /** More than any machine has: each takes memory. */
  private static final int MOST_THREADS = 4096;

  /** System property with the number of threads, at least 1. */
  public static final String THREADS_PROPERTY = "attentionzoo.threads";

  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
  private static volatile WorkerPool pool = new WorkerPool(threadsFromProperty());

  private ParallelRows() {}

  /** What to do with the rows {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  public interface RowRange {
    void run(int from, int to);
  }

  /** The number of threads that share the rows, the calling one included. */
  public static int threads() {
    return pool.threads();
  }

  /**
   * Sets the number of threads for all kernels of this program.
   *
   * @throws IllegalArgumentException if it is below 1 or above 4096
   */
  public static void setThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    Arguments.within("threads", threads, 1, MOST_THREADS);
    WorkerPool old = pool;
    if (threads != old.threads()) {
      pool = new WorkerPool(threads);
      old.close();
    }
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
    Arguments.given("body", body);
    WorkerPool workers = pool;
    int ranges = Math.min(workers.threads(), rows / minRows);
    if (ranges <= 1 || INSIDE.get()) {
      if (rows > 0) {
        body.run(0, rows);
      }
      return;
    }
    workers.run(ranges, i -> inside(body, start(i, ranges, rows), start(i + 1, ranges, rows)));
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
}
