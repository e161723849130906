package org.attentionzoo.layers.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.precision.Precision;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * {@code W [k, n]} packed for products with few rows: columns are divided into slices, of which
 * each thread has its own, since what takes time there is to read W. int8 has a scale for each
 * column, that of its largest number, which becomes 127.
 */
final class PackedWeight implements AutoCloseable {
  /**
   * Slices begin at multiples of this. In int8 oneDNN packs whole blocks only: zeros fill them up.
   */
  private static final int BLOCK = 64;

  /** Columns of a slice, whose sums for {@link PackedProduct#MOST_ROWS} stay in a core's caches. */
  private static final int MOST_COLUMNS = 4096;

  /** So many are one slice in bf16 where one thread works: sums are computed in the result. */
  private static final int WHOLE = 8192;

  /** Multiplications that are worth a thread. */
  private static final long MIN_WORK = 1 << 15;

  /**
   * Columns {@code from} to {@code to}, and zeros up to {@code width} columns.
   *
   * @param scales of the columns; null in bf16
   */
  private record Slice(
      int from, int to, int width, float[] scales, NativeBlock memory, long address) {}

  private final Precision precision;
  private final int k;
  private final int n;
  private final List<Slice> slices = new ArrayList<>();

  private PackedWeight(Precision precision, int k, int n) {
    this.precision = precision;
    this.k = k;
    this.n = n;
  }

  /**
   * @param transposed whether the weight is wᵀ, so that k and n change places
   * @param last whether nobody reads w any more: what was read is {@link FileMemory#release
   *     released}
   */
  static PackedWeight of(Matrix w, boolean transposed, Precision precision, boolean last) {
    int k = transposed ? w.columns() : w.rows();
    int n = transposed ? w.rows() : w.columns();
    PackedWeight packed = new PackedWeight(precision, k, n);
    int blocks = (n + BLOCK - 1) / BLOCK;
    int threads = ParallelRows.threads();
    boolean whole = threads == 1 && n <= WHOLE && precision == Precision.BF16;
    int most = whole ? WHOLE : MOST_COLUMNS;
    int width = Math.min(most, (blocks + threads - 1) / threads * BLOCK);
    for (int from = 0; from < n; from += width) {
      int to = Math.min(n, from + width);
      Matrix part = transposed ? w.rows(from, to) : w.columns(from, to);
      packed.pack(part, transposed, from, to);
      if (last) {
        FileMemory.release(part);
      }
    }
    return packed;
  }

  private void pack(Matrix w, boolean transposed, int from, int to) {
    boolean whole = precision == Precision.BF16;
    int width = whole ? to - from : (to - from + BLOCK - 1) / BLOCK * BLOCK;
    int type = PackedProduct.type(precision);
    dnnl_memory_desc_t plain =
        transposed ? Dnnl.matrix(type, k, width, 1, k) : Dnnl.matrix(type, k, width, width, 1);
    dnnl_memory_desc_t order = PackedProduct.order(precision, k, width);
    NativeBlock memory = new NativeBlock();
    long address = memory.address(dnnl.dnnl_memory_desc_get_size(order));
    float[] scales = whole ? null : new float[to - from];
    try (NativeBlock narrow = new NativeBlock()) {
      long start =
          whole ? Bf16Matrix.copy(w, narrow).address() : int8(w, transposed, narrow, scales);
      try (DnnlCall packing = Dnnl.copying(plain, order)) {
        packing.run(start, address);
      }
    }
    slices.add(new Slice(from, to, width, scales, memory, address));
  }

  /** Writes a slice with zeros up to the next block, and its scales. */
  private long int8(Matrix w, boolean transposed, NativeBlock to, float[] scales) {
    int columns = scales.length;
    int width = (columns + BLOCK - 1) / BLOCK * BLOCK;
    long address = to.address((long) k * width);
    Pointer.memset(new Address().at(address), 0, (long) k * width);
    float[] own = transposed ? Int8.rows(w, address) : Int8.columns(w, address, width);
    System.arraycopy(own, 0, scales, 0, columns);
    return address;
  }

  /** {@code y ← x · W + start + beta · y}. */
  void multiply(Matrix x, float beta, float[] start, Matrix y) {
    int m = x.rows();
    if (m == 0) {
      return;
    }
    NativeBlock narrow = NativeBlock.take();
    int own = BlasThreads.enter();
    try {
      long from =
          narrow.address((long) (m + PackedProduct.STEP) * k * PackedProduct.bytes(precision));
      float[] rowScales = null;
      if (precision == Precision.BF16) {
        Narrowing.BF16.copy(x, from);
      } else {
        rowScales = Int8.activations(x, from);
      }
      float[] scalesOfRows = rowScales;
      long work = (long) m * n * k / slices.size();
      ParallelRows.parallel(
          slices.size(),
          (int) Math.min(slices.size(), 1 + MIN_WORK / Math.max(1, work)),
          (first, last) -> {
            for (Slice slice : slices.subList(first, last)) {
              for (int row = 0; row < m; row += PackedProduct.MOST_ROWS) {
                int end = Math.min(m, row + PackedProduct.MOST_ROWS);
                multiply(slice, row, end, from, scalesOfRows, beta, start, y);
              }
            }
          });
    } finally {
      BlasThreads.exit(own);
      narrow.giveBack();
    }
  }

  /**
   * @param x where row 0 lies
   */
  private void multiply(
      Slice slice,
      int row,
      int end,
      long x,
      float[] rowScales,
      float beta,
      float[] start,
      Matrix y) {
    int rows = PackedProduct.roundedRows(end - row);
    PackedProduct product = PackedProduct.of(precision, rows, k, slice.width);
    Matrix part = y.rows(row, end).columns(slice.from, slice.to);
    boolean inPlace = rows == end - row && slice.width == y.stride() && beta == 0;
    NativeBlock sums = NativeBlock.take();
    try {
      long to =
          inPlace
              ? part.pointer().address()
              : sums.address((long) rows * slice.width * Float.BYTES);
      product.run(x + (long) row * k * PackedProduct.bytes(precision), slice.address, to);
      if (!inPlace || slice.scales != null || start != null) {
        Sums.write(
            new FloatPointer(new Address().at(to)).capacity((long) rows * slice.width),
            slice.width,
            rowScales,
            row,
            slice.scales,
            start == null ? null : Arrays.copyOfRange(start, slice.from, slice.to),
            beta,
            part);
      }
    } finally {
      sums.giveBack();
    }
  }

  @Override
  public void close() {
    slices.forEach(slice -> slice.memory.close());
    slices.clear();
  }
}
