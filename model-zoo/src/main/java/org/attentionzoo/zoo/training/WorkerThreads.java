package org.attentionzoo.zoo.training;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.factory.Nd4j;

/** Threads that compute beside the calling one. They never keep a program alive. */
final class WorkerThreads implements Closeable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final ExecutorService threads;

  /**
   * @param count 0 for none
   */
  WorkerThreads(int count) {
    threads = count == 0 ? null : Executors.newFixedThreadPool(count, WorkerThreads::thread);
  }

  private static Thread thread(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } finally { // memory of ND4J's that nobody else frees
                Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
              }
            },
            "attentionzoo-worker-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** What is being computed, until it is closed: then it has ended, well or not. */
  static final class Running<T> implements AutoCloseable {

    private final List<Future<T>> futures = new ArrayList<>();
    private boolean interrupted;

    /**
     * Waits for all.
     *
     * @return their results, in the order in which they were given
     * @throws RuntimeException what the first of them threw that failed
     */
    List<T> await() {
      List<T> results = new ArrayList<>();
      Throwable failure = null;
      for (Future<T> future : futures) {
        try {
          results.add(get(future));
        } catch (ExecutionException e) {
          failure = failure == null ? e.getCause() : failure;
        }
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure != null) {
        throw new IllegalStateException(failure);
      }
      return results;
    }

    /** An interrupt waits: the others read and write arrays that the caller would free. */
    private T get(Future<T> future) throws ExecutionException {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }

    @Override
    public void close() {
      for (Future<T> future : futures) {
        try {
          get(future);
        } catch (ExecutionException told) {
          // by await, or another failure is on its way
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Starts work, at most as much as there are threads. */
  <T> Running<T> start(List<Callable<T>> work) {
    Running<T> running = new Running<>();
    for (Callable<T> each : work) {
      running.futures.add(threads.submit(each));
    }
    return running;
  }

  @Override
  public void close() {
    if (threads != null) {
      threads.shutdown();
    }
  }
}
