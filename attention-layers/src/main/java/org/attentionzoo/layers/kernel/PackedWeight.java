package org.attentionzoo.layers.kernel;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/**
 * {@code W [k, n]} packed for products with few rows: columns are divided into a slice a thread,
 * since what takes time there is to read W. int8 has a scale for each column, that of its largest
 * number, which becomes 127.
 */
final class PackedWeight implements AutoCloseable {
  /** Slices begin at multiples of this. */
  private static final int BLOCK = 64;

  /** Multiplications that are worth a thread. */
  private static final long MIN_WORK = 1 << 15;

  /** Columns {@code from} to {@code to}. */
  private record Slice(int from, int to, NativeBlock memory, long address) {}

  private final Precision precision;
  private final int k;
  private final int n;
  private final float[] scales; // [n]; null in bf16
  private final List<Slice> slices = new ArrayList<>();

  private PackedWeight(Precision precision, int k, int n, float[] scales) {
    this.precision = precision;
    this.k = k;
    this.n = n;
    this.scales = scales;
  }

  /**
   * @param transposed whether the weight is wᵀ, so that k and n change places
   */
  static PackedWeight of(Matrix w, boolean transposed, Precision precision) {
    int k = transposed ? w.columns() : w.rows();
    int n = transposed ? w.rows() : w.columns();
    NativeBlock plain = NativeBlock.take(); // w in the narrow type
    try {
      PackedWeight packed;
      long address;
      if (precision == Precision.BF16) {
        address = Bf16Matrix.copy(w, plain).address();
        packed = new PackedWeight(precision, k, n, null);
      } else {
        address = plain.address((long) w.rows() * w.columns());
        float[] scales = transposed ? Int8.rows(w, address) : Int8.columns(w, address);
        packed = new PackedWeight(precision, k, n, scales);
      }
      packed.pack(address, transposed);
      return packed;
    } finally {
      plain.close(); // as large as a weight: rather not kept
      plain.giveBack();
    }
  }

  private void pack(long plain, boolean transposed) {
    int blocks = (n + BLOCK - 1) / BLOCK;
    int count = Math.min(blocks, ParallelRows.threads());
    for (int i = 0; i < count; i++) {
      int from = blocks * i / count * BLOCK;
      int to = Math.min(n, blocks * (i + 1) / count * BLOCK);
      dnnl_memory_desc_t order = PackedProduct.order(precision, k, to - from);
      NativeBlock memory = new NativeBlock();
      long address = memory.address(dnnl.dnnl_memory_desc_get_size(order));
      int type = PackedProduct.type(precision);
      long start = plain + (long) from * (transposed ? k : 1) * PackedProduct.bytes(precision);
      dnnl_memory_desc_t slice =
          transposed
              ? Dnnl.matrix(type, k, to - from, 1, k)
              : Dnnl.matrix(type, k, to - from, n, 1);
      new DnnlCall(
              Dnnl.reorder(slice, order),
              new int[] {dnnl.DNNL_ARG_FROM, dnnl.DNNL_ARG_TO},
              slice,
              order)
          .run(start, address);
      slices.add(new Slice(from, to, memory, address));
    }
  }

  /** {@code y ← x · W + start + beta · y}. */
  void multiply(Matrix x, float beta, float[] start, Matrix y) {
    int m = x.rows();
    if (m == 0) {
      return;
    }
    int rows = PackedProduct.roundedRows(m);
    NativeBlock narrow = NativeBlock.take();
    int own = BlasThreads.enter();
    try {
      long from = narrow.address((long) rows * k * PackedProduct.bytes(precision));
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
              multiply(slice, rows, from, scalesOfRows, beta, start, y);
            }
          });
    } finally {
      BlasThreads.exit(own);
      narrow.giveBack();
    }
  }

  private void multiply(
      Slice slice, int rows, long x, float[] rowScales, float beta, float[] start, Matrix y) {
    int columns = slice.to - slice.from;
    PackedProduct product = PackedProduct.of(precision, rows, k, columns);
    Matrix part = y.columns(slice.from, slice.to);
    NativeBlock sums = NativeBlock.take();
    try {
      long to = sums.address((long) rows * columns * Float.BYTES);
      product.run(x, slice.address, to);
      Sums.write(
          new FloatPointer(new Address().at(to)).capacity((long) rows * columns),
          rowScales,
          scales,
          start,
          slice.from,
          beta,
          part);
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
