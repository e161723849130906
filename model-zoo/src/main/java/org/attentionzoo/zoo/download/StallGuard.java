package org.attentionzoo.zoo.download;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a stream that brings next to nothing, which ends a read that waits: a body of HTTP knows
 * no time-out of its own.
 */
final class StallGuard implements AutoCloseable {

  /** Less than that in the time of patience is as good as nothing. */
  private static final long FEWEST_BYTES = 256;

  private final Closeable stream;
  private final Duration patience;
  private final AtomicLong bytes = new AtomicLong();
  private final Thread watcher = new Thread(this::watch, "stall-guard");
  private volatile boolean stalled;

  StallGuard(Closeable stream, Duration patience) {
    this.stream = stream;
    this.patience = patience;
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Some bytes came. */
  void came(int count) {
    bytes.addAndGet(count);
  }

  /** Whether it closed the stream. */
  boolean stalled() {
    return stalled;
  }

  private void watch() {
    try {
      do {
        bytes.set(0);
        Thread.sleep(patience.toMillis());
      } while (bytes.get() >= FEWEST_BYTES);
      stalled = true;
      stream.close();
    } catch (InterruptedException | IOException ended) {
      Thread.currentThread().interrupt(); // nothing is left to watch
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
