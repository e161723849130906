package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.processor.BlasCore;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Products of one row or a few with a matrix, as decoding one sentence needs them. They take as
 * long as reading the matrix does, so what counts is in which order a library reads it.
 *
 * <p>Measured on one thread of a Zen 4 (AVX-512), a matrix of some megabytes outside the core's
 * caches, in GB/s, OpenBLAS's product of a vector and oneDNN's: {@code [256, 256]} 12 and 21,
 * {@code [1024, 256]} 11 and 18, {@code [256, 1024]} 21 and 16, {@code [512, 512]} 14 and 11,
 * {@code [256, 8000]} 47 and 55, transposed ones alike. Two rows at once by oneDNN are a fifth
 * faster than OpenBLAS row by row where the matrix is transposed, twice as fast with long columns,
 * else slower. With AVX2 alone OpenBLAS is the faster one nearly everywhere; where it takes the
 * processor for an old one, oneDNN, by 1.5 to 6.
 */
final class RowProducts {
  /** Up to this many columns, one below the other without gaps, oneDNN reads in one go. */
  private static final int NARROW = 256;

  /** From here on, a core's cache holds too few columns for the next row. */
  private static final int LONG_COLUMN = 1024;

  /** Elements of b that stay in a core's cache from one row of a to the next. */
  private static final int CACHED = 1 << 16;

  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;

  private static final boolean OLD_OPENBLAS = BlasCore.isOld();

  private RowProducts() {}

  /** {@code c ← a · op(b) + beta · c}: {@code [m, k] · [k, n] → [m, n]}, on this thread. */
  static void multiply(Matrix a, Matrix b, boolean tb, float beta, Matrix c) {
    int m = c.rows();
    int n = c.columns();
    int k = a.columns();
    if (k > 0 && oneDnnTakesAll(m, k, tb)) {
      oneDnn(a, b, tb, beta, c);
      return;
    }
    boolean narrow = k > 0 && !tb && n <= NARROW && b.stride() == n && OneDnn.avx512();
    int step = m == 1 || narrow ? n : Math.max(1, CACHED / Math.max(1, k));
    for (int from = 0; from < n; from += step) {
      int to = Math.min(n, from + step);
      Matrix part = tb ? b.rows(from, to) : b.columns(from, to);
      for (int r = 0; r < m; r++) {
        Matrix x = a.rows(r, r + 1);
        Matrix y = c.rows(r, r + 1).columns(from, to);
        if (narrow) {
          oneDnn(x, part, tb, beta, y);
        } else {
          openBlas(x, part, tb, beta, y);
        }
      }
    }
  }

  private static boolean oneDnnTakesAll(int m, int k, boolean tb) {
    boolean faster = OneDnn.avx512() && m > 1 && (tb || k >= LONG_COLUMN);
    return faster || (OneDnn.available() && OLD_OPENBLAS);
  }

  private static void oneDnn(Matrix a, Matrix b, boolean tb, float beta, Matrix c) {
    try (FloatPointer pa = a.pointer();
        FloatPointer pb = b.pointer();
        FloatPointer pc = c.pointer()) {
      OneDnn.sgemm(
          false,
          tb,
          c.rows(),
          c.columns(),
          a.columns(),
          1f,
          pa,
          a.stride(),
          pb,
          b.stride(),
          beta,
          pc,
          c.stride());
    }
  }

  /** One row: x and y are vectors. */
  private static void openBlas(Matrix x, Matrix b, boolean tb, float beta, Matrix y) {
    try (FloatPointer px = x.pointer();
        FloatPointer pb = b.pointer();
        FloatPointer py = y.pointer()) {
      openblas_nolapack.cblas_sgemv(
          ROW_MAJOR,
          tb ? PLAIN : TRANSPOSED,
          b.rows(),
          b.columns(),
          1f,
          pb,
          b.stride(),
          px,
          1,
          beta,
          py,
          1);
    }
  }
}
