package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.util.concurrent.CancellationException;

/**
 * Whether somebody wants a training to end: another thread said so, or interrupted the one that
 * trains. While it trains, its interrupt is kept here, as it would close files that are being
 * written.
 */
final class StopRequest {

  private volatile boolean requested;
  private boolean interrupted;

  /** Something that is written. */
  @FunctionalInterface
  interface Writing {
    void write() throws IOException;
  }

  /** Wants it to end; from any thread. */
  void request() {
    requested = true;
  }

  boolean isRequested() {
    if (Thread.interrupted()) {
      interrupted = true;
      requested = true;
    }
    return requested;
  }

  /**
   * Goes on, unless somebody wants it to end.
   *
   * @throws CancellationException if so
   */
  void check() {
    if (isRequested()) {
      throw new CancellationException("stopped");
    }
  }

  /** Writes to the end; once more where an interrupt came in between. */
  void write(Writing writing) throws IOException {
    isRequested();
    try {
      writing.write();
    } catch (IOException e) {
      if (!Thread.currentThread().isInterrupted()) {
        throw e;
      }
      isRequested();
      writing.write();
    }
  }

  /** Gives the thread its interrupt back. */
  void end() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
