package org.attentionzoo.layers.kernel;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.attentionzoo.layers.precision.Precision;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.IntPointer;

/**
 * oneDNN's product of narrow rows with a packed weight, summed in float32, for one combination of
 * sizes. Safe for several threads.
 */
final class PackedProduct {
  /** More rows are multiplied in parts of so many, whose order of a weight is everybody's. */
  static final int MOST_ROWS = 64;

  /** More rows than this come in steps of so many, or each number would need code of its own. */
  static final int STEP = 8;

  private static final int[] ARGUMENTS = {
    dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST
  };

  private record Sizes(Precision precision, int m, int k, int n) {}

  /**
   * For good: fifteen at most for weights of one size, however many there are of them and whatever
   * batches they are multiplied with, and each has as many calls as ever ran at once.
   */
  private static final Map<Sizes, PackedProduct> PRODUCTS = new ConcurrentHashMap<>();

  private final dnnl_primitive primitive;
  private final dnnl_memory_desc_t x;
  private final dnnl_memory_desc_t w;
  private final dnnl_memory_desc_t y;
  private final dnnl_memory_desc_t scratchpad;
  private final Queue<DnnlCall> idle = new ConcurrentLinkedQueue<>();

  private PackedProduct(Sizes sizes, dnnl_memory_desc_t w) {
    this.x = x(sizes);
    this.w = w;
    this.y = Dnnl.matrix(dnnl.dnnl_f32, sizes.m, sizes.n, sizes.n, 1);
    dnnl_primitive_desc product = Dnnl.matmul(x, w, y, attributes(sizes.precision));
    this.scratchpad = Dnnl.scratchpad(product);
    this.primitive = Dnnl.primitive(product);
  }

  private static dnnl_memory_desc_t x(Sizes sizes) {
    int type = sizes.precision == Precision.BF16 ? dnnl.dnnl_bf16 : dnnl.dnnl_u8;
    return Dnnl.matrix(type, sizes.m, sizes.k, sizes.k, 1);
  }

  private static dnnl_primitive_attr attributes(Precision precision) {
    dnnl_primitive_attr attributes = Dnnl.ownScratchpad();
    if (precision == Precision.INT8) {
      Dnnl.check(
          dnnl.dnnl_primitive_attr_set_zero_points(
              attributes, dnnl.DNNL_ARG_SRC, 1, 0, new IntPointer(1).put(0, Int8.ZERO)),
          "zero point");
    }
    return attributes;
  }

  /** What is computed for up to {@link #MOST_ROWS}: rows that are too many are of no meaning. */
  static int roundedRows(int rows) {
    return rows <= STEP ? rows : (rows + STEP - 1) / STEP * STEP;
  }

  /** Of a weight's numbers. */
  static int type(Precision precision) {
    return precision == Precision.BF16 ? dnnl.dnnl_bf16 : dnnl.dnnl_s8;
  }

  /** Of a number. */
  static int bytes(Precision precision) {
    return precision == Precision.BF16 ? Bf16Matrix.BYTES : 1;
  }

  /** How a weight {@code [k, n]} is packed. */
  static dnnl_memory_desc_t order(Precision precision, int k, int n) {
    return of(precision, MOST_ROWS, k, n).w;
  }

  /** {@code [m, k] · [k, n]}. */
  static PackedProduct of(Precision precision, int m, int k, int n) {
    Sizes sizes = new Sizes(precision, m, k, n);
    PackedProduct product = PRODUCTS.get(sizes);
    if (product != null) {
      return product;
    }
    int own = OneDnn.threads();
    OneDnn.setThreads(1); // a primitive counts on the threads of when it was made
    try {
      product =
          m == MOST_ROWS
              ? new PackedProduct(sizes, bestOrder(sizes))
              : new PackedProduct(sizes, order(precision, k, n));
    } finally {
      OneDnn.setThreads(own);
    }
    PackedProduct first = PRODUCTS.putIfAbsent(sizes, product);
    return first == null ? product : first;
  }

  /** How many there are. */
  static int count() {
    return PRODUCTS.size();
  }

  private static dnnl_memory_desc_t bestOrder(Sizes sizes) {
    dnnl_primitive_desc product =
        Dnnl.matmul(
            x(sizes),
            Dnnl.anyOrder(type(sizes.precision), sizes.k, sizes.n),
            Dnnl.matrix(dnnl.dnnl_f32, sizes.m, sizes.n, sizes.n, 1),
            attributes(sizes.precision));
    dnnl_memory_desc_t order = Dnnl.weights(product);
    Dnnl.check(dnnl.dnnl_primitive_desc_destroy(product), "description");
    return order;
  }

  /** {@code y ← x · w}, where they lie. */
  void run(long x, long w, long y) {
    DnnlCall call = idle.poll();
    if (call == null) {
      call = new DnnlCall(primitive, scratchpad, ARGUMENTS, this.x, this.w, this.y);
    }
    call.run(x, w, y);
    idle.add(call);
  }
}
