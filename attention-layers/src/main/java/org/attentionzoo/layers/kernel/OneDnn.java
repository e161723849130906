package org.attentionzoo.layers.kernel;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Locale;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Matrix products by oneDNN, Intel's library of kernels, which reads small matrices where they lie
 * while OpenBLAS copies all of them first: with 64 rows it takes two thirds of the time, with 5
 * rows a third. Left out where its native code is missing, or with the system property {@value
 * #PROPERTY} set to {@code false}; OpenBLAS computes everything then.
 */
public final class OneDnn {
  /** System property that leaves oneDNN out with {@code false}; read once. */
  public static final String PROPERTY = "attentionzoo.onednn";

  private static final Logger log = LoggerFactory.getLogger(OneDnn.class);

  /** Where 1/m + 1/n is above, oneDNN copies nothing ({@code gemm_driver.cpp}, for AVX2). */
  private static final double NO_COPY = 0.0038;

  /** Elements one below the other at multiples of this share few places of a core's cache. */
  private static final int SAME_PLACE = 512;

  /** Up to this many rows of c, so many elements below each other do no harm. */
  private static final int FEW_ROWS = 64;

  private static final boolean AVAILABLE = load();

  /** With AVX-512, its products are the faster ones everywhere. */
  private static final boolean AVX512 = AVAILABLE && has(dnnl.dnnl_cpu_isa_avx512_core);

  private OneDnn() {}

  /** Its OpenMP, whichever of those in this process it was bound to. */
  private static final class OpenMp {
    private OpenMp() {}

    static native int omp_get_max_threads();

    static native void omp_set_num_threads(int threads);
  }

  /** Not in oneDNN's headers, but in its library. */
  private static final class Bf16 {
    private static final boolean AVAILABLE = load();

    private Bf16() {}

    private static boolean load() {
      if (!OneDnn.AVAILABLE || !has(dnnl.dnnl_cpu_isa_avx512_core_bf16)) {
        return false;
      }
      try {
        Native.register(Bf16.class, NativeLibrary.getInstance(Loader.load(dnnl.class)));
        return true;
      } catch (LinkageError e) {
        log.debug("this oneDNN has no products in bf16", e);
        return false;
      }
    }

    static native int dnnl_gemm_bf16bf16f32(
        byte ta,
        byte tb,
        long m,
        long n,
        long k,
        float alpha,
        long a,
        long lda,
        long b,
        long ldb,
        float beta,
        long c,
        long ldc);
  }

  private static boolean load() {
    if ("false".equalsIgnoreCase(System.getProperty(PROPERTY))) {
      return false;
    }
    try {
      String library = Loader.load(dnnl.class);
      Native.register(OpenMp.class, NativeLibrary.getInstance(library));
      log.debug("matrix products by oneDNN, {} threads by itself", OpenMp.omp_get_max_threads());
      return true;
    } catch (LinkageError | RuntimeException e) { // JavaCPP throws both
      log.debug("oneDNN is not there, OpenBLAS computes all matrix products", e);
      return false;
    }
  }

  /** Whether its kernels may use an instruction set, which {@code DNNL_MAX_CPU_ISA} limits. */
  private static boolean has(int instructions) {
    return (dnnl.dnnl_get_effective_cpu_isa() & instructions) == instructions;
  }

  /** Whether products in bf16 are there, and faster than those in float32. */
  static boolean multipliesBf16() {
    return Bf16.AVAILABLE;
  }

  /** The same for whole numbers of 8 bits. Older instructions for them overflow at 16 bits. */
  static boolean multipliesInt8() {
    return AVAILABLE && has(dnnl.dnnl_cpu_isa_avx512_core_vnni);
  }

  /** Whether it takes part in matrix products. */
  public static boolean available() {
    return AVAILABLE;
  }

  /** Whether it is there and has AVX-512. */
  static boolean avx512() {
    return AVX512;
  }

  /**
   * The threads that it would use when called by this thread: a setting of the thread, which ND4J's
   * operations may share. 1 without oneDNN.
   */
  static int threads() {
    return AVAILABLE ? OpenMp.omp_get_max_threads() : 1;
  }

  /** Sets {@link #threads()}; nothing without oneDNN. */
  static void setThreads(int threads) {
    if (AVAILABLE) {
      OpenMp.omp_set_num_threads(threads);
    }
  }

  /** Whether it is there and no slower than OpenBLAS for {@code [m, k] · [k, n]}. */
  static boolean suits(int m, int n, int k, boolean ta, int lda, boolean tb, int ldb) {
    return AVAILABLE && k > 0 && (AVX512 || suitsAvx2(m, n, ta, lda, tb, ldb));
  }

  /**
   * Always where it copies, else unless it would read down columns whose elements share places of
   * the cache.
   */
  static boolean suitsAvx2(int m, int n, boolean ta, int lda, boolean tb, int ldb) {
    boolean samePlace = (ta && lda % SAME_PLACE == 0) || (!tb && ldb % SAME_PLACE == 0);
    return !samePlace || m <= FEW_ROWS || 1.0 / m + 1.0 / n < NO_COPY;
  }

  /** {@code c ← alpha · op(a) · op(b) + beta · c}, row-major, on {@link #threads()}. */
  static void sgemm(
      boolean ta,
      boolean tb,
      int m,
      int n,
      int k,
      float alpha,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      float beta,
      FloatPointer c,
      int ldc) {
    int status =
        dnnl.dnnl_sgemm(
            transposition(ta), transposition(tb), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    check(status, m, n, k);
  }

  /** {@code c ← op(a) · op(b) + beta · c}, a and b at these addresses in bf16, c in float32. */
  static void bf16Gemm(
      boolean ta,
      boolean tb,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      float beta,
      long c,
      int ldc) {
    int status =
        Bf16.dnnl_gemm_bf16bf16f32(
            transposition(ta), transposition(tb), m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
    check(status, m, n, k);
  }

  private static void check(int status, int m, int n, int k) {
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "oneDNN refused to multiply [%d, %d] with [%d, %d]: status %d",
              m,
              k,
              k,
              n,
              status));
    }
  }

  private static byte transposition(boolean transposed) {
    return (byte) (transposed ? 'T' : 'N');
  }
}
