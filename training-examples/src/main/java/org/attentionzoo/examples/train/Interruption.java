package org.attentionzoo.examples.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, heard by a training that wants to save first. While one is open, the JVM waits with its
 * end until {@link #close}; its exit code is then 130 after Ctrl-C and 143 after {@code kill}.
 */
final class Interruption implements AutoCloseable {

  /** How long the JVM waits for an update to end and a checkpoint to be written. */
  private static final long MINUTES = 5;

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "save-before-exit");
  private final Runnable stop;
  private volatile boolean requested;

  /**
   * @param stop wants the training to end
   */
  Interruption(Runnable stop) {
    this.stop = stop;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    requested = true;
    stop.run();
    try {
      saved.await(MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the JVM end. */
  @Override
  public void close() {
    saved.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyEnding) {
        // the hook runs, and nothing is left to save
      }
    }
  }
}
