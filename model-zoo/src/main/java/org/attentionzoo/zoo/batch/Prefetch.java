package org.attentionzoo.zoo.batch;

import java.io.Closeable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What another iterator gives, computed ahead on a thread of its own. An error of that iterator
 * comes out where its element would have come.
 *
 * <p>The thread is told to stop, never interrupted: an interrupt would close the file it reads.
 */
final class Prefetch<T> implements Iterator<T>, Closeable {

  private static final long POLL_MILLIS = 20;

  private final BlockingQueue<Step<T>> queue;
  private final Thread thread;
  private volatile boolean closed;
  private Step<T> head;

  /** An element, the end (null) or an error. */
  private record Step<T>(T element, Throwable error) {}

  Prefetch(Iterator<T> elements, int ahead) {
    queue = new ArrayBlockingQueue<>(ahead);
    thread = new Thread(() -> run(elements), "corpus-prefetch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Iterator<T> elements) {
    Step<T> step;
    do {
      step = step(elements);
    } while (put(step) && step.element != null);
  }

  private static <T> Step<T> step(Iterator<T> elements) {
    try {
      return new Step<>(elements.hasNext() ? elements.next() : null, null);
    } catch (RuntimeException | Error e) {
      return new Step<>(null, e);
    }
  }

  private boolean put(Step<T> step) {
    try {
      while (!closed) {
        if (queue.offer(step, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public boolean hasNext() {
    if (head == null) {
      head = take();
    }
    if (head.error instanceof RuntimeException e) {
      throw e;
    }
    if (head.error instanceof Error e) {
      throw e;
    }
    return head.element != null;
  }

  private Step<T> take() {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a batch", e);
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("No element is left");
    }
    T element = head.element;
    head = null;
    return element;
  }

  /** Stops the thread and waits until it no longer reads. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
