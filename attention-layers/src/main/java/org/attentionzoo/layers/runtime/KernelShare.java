package org.attentionzoo.layers.runtime;

import java.io.Closeable;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.ParallelRows;

/**
 * The threads of the kernels, shared out among several threads that each run a network. Of T
 * threads each of n workers gets T / n, at least one, so that no more than T run: one worker at a
 * time has the T / n − 1 helpers, and n + T / n − 1 ≤ T for 1 ≤ n ≤ T.
 *
 * <p>It is a setting of the whole program ({@link ParallelRows#setThreads}), until this is closed.
 */
public final class KernelShare implements Closeable {

  private final int before;

  private KernelShare(int workers) {
    before = ParallelRows.threads();
    ParallelRows.setThreads(Math.max(1, before / workers));
  }

  /**
   * Shares out the present number of threads.
   *
   * @param workers at least 1
   */
  public static KernelShare among(int workers) {
    return new KernelShare((int) Arguments.within("workers", workers, 1, Integer.MAX_VALUE));
  }

  /** Gives kernels the threads of before. */
  @Override
  public void close() {
    ParallelRows.setThreads(before);
  }
}
