package org.attentionzoo.examples;

import org.attentionzoo.layers.processor.BlasCore;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs each native operation on one thread, as {@code OMP_NUM_THREADS=1} would. The operations of a
 * recurrent step are too small to share: with two threads on two cores a training step took 1.4
 * times as long on a quiet machine, and 7 times as long on a busy one, where threads spin for each
 * other.
 */
final class NativeThreads {
  private NativeThreads() {}

  /**
   * Starts ND4J; leaves its threads alone where the user has set OMP_NUM_THREADS, and where it runs
   * on no CPU.
   */
  static void limitToOne() {
    BlasCore.choose();
    Environment environment = Nd4j.getEnvironment();
    if (System.getenv("OMP_NUM_THREADS") != null || !environment.isCPU()) {
      return;
    }
    environment.setMaxMasterThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    openblas_nolapack.blas_set_num_threads(1);
  }
}
