package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.processor.BlasCore;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.openblas.presets.openblas_nolapack.SetNumThreads;

/**
 * The threads of the libraries that multiply: 1 while a product of ours runs, since we split it
 * over our own threads, and what the program had set afterwards. OpenBLAS has one setting for the
 * whole program, which comes back when the last product has ended; oneDNN has one for each thread.
 *
 * <p>Calls OpenBLAS's setter by its address: {@code blas_set_num_threads} looks the name up in
 * every library, which takes as long as a small product (0.4 ms). What it was last told is kept by
 * {@code blas_get_num_threads}, and is not touched here.
 */
final class BlasThreads {
  private static final SetNumThreads SETTER = setter();
  private static int users;

  private BlasThreads() {}

  private static SetNumThreads setter() {
    BlasCore.choose();
    Loader.load(openblas_nolapack.class);
    BlasCore.warnOfOld();
    Pointer address = Loader.addressof("openblas_set_num_threads");
    return address == null ? null : new SetNumThreads(new PointerPointer<>(1).put(0, address));
  }

  /**
   * Before a product.
   *
   * @return what {@link #exit} takes
   */
  static int enter() {
    synchronized (BlasThreads.class) {
      if (users++ == 0) {
        set(1);
      }
    }
    int own = OneDnn.threads();
    if (own != 1) {
      OneDnn.setThreads(1);
    }
    return own;
  }

  /**
   * After it, on the same thread.
   *
   * @param own what {@link #enter} returned
   */
  static void exit(int own) {
    if (own != 1) {
      OneDnn.setThreads(own);
    }
    synchronized (BlasThreads.class) {
      if (--users == 0) {
        set(openblas_nolapack.blas_get_num_threads());
      }
    }
  }

  private static void set(int threads) {
    // another BLAS, or nobody ever said how many: then OpenBLAS's own choice stands
    if (SETTER != null && openblas_nolapack.blas_get_num_threads() > 1) {
      SETTER.call(threads);
    }
  }
}
