package org.attentionzoo.layers.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
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
  /** What decoding a network takes, with some for others. */
  private static final int MOST = 512;

  /** More rows than this come in steps of so many, or each number would need code of its own. */
  private static final int STEP = 8;

  /** The number of rows whose order of a weight is everybody's. */
  private static final int USUAL_ROWS = 64;

  private static final int[] ARGUMENTS = {
    dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST
  };

  private record Sizes(Precision precision, int m, int k, int n) {}

  /** The last ones used. */
  private static final Map<Sizes, PackedProduct> PRODUCTS =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sizes, PackedProduct> eldest) {
          return size() > MOST;
        }
      };

  private final dnnl_primitive primitive;
  private final dnnl_memory_desc_t x;
  private final dnnl_memory_desc_t w;
  private final dnnl_memory_desc_t y;
  private final Queue<DnnlCall> idle = new ConcurrentLinkedQueue<>();

  private PackedProduct(Sizes sizes, dnnl_memory_desc_t w) {
    this.x = x(sizes);
    this.w = w;
    this.y = Dnnl.matrix(dnnl.dnnl_f32, sizes.m, sizes.n, sizes.n, 1);
    this.primitive = Dnnl.primitive(Dnnl.matmul(x, w, y, attributes(sizes.precision)));
  }

  private static dnnl_memory_desc_t x(Sizes sizes) {
    int type = sizes.precision == Precision.BF16 ? dnnl.dnnl_bf16 : dnnl.dnnl_u8;
    return Dnnl.matrix(type, sizes.m, sizes.k, sizes.k, 1);
  }

  private static dnnl_primitive_attr attributes(Precision precision) {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    Dnnl.check(dnnl.dnnl_primitive_attr_create(attributes), "attribute");
    if (precision == Precision.INT8) {
      Dnnl.check(
          dnnl.dnnl_primitive_attr_set_zero_points(
              attributes, dnnl.DNNL_ARG_SRC, 1, 0, new IntPointer(1).put(0, Int8.ZERO)),
          "zero point");
    }
    return attributes;
  }

  /** The rows that a product computes for so many: those that are too many are of no meaning. */
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
    return of(precision, USUAL_ROWS, k, n).w;
  }

  /** {@code [m, k] · [k, n]}. */
  static PackedProduct of(Precision precision, int m, int k, int n) {
    Sizes sizes = new Sizes(precision, m, k, n);
    synchronized (PRODUCTS) {
      PackedProduct product = PRODUCTS.get(sizes);
      if (product == null) {
        product =
            m == USUAL_ROWS
                ? new PackedProduct(sizes, bestOrder(sizes))
                : new PackedProduct(sizes, order(precision, k, n));
        PRODUCTS.put(sizes, product);
      }
      return product;
    }
  }

  private static dnnl_memory_desc_t bestOrder(Sizes sizes) {
    dnnl_primitive_desc product =
        Dnnl.matmul(
            x(sizes),
            Dnnl.anyOrder(type(sizes.precision), sizes.k, sizes.n),
            Dnnl.matrix(dnnl.dnnl_f32, sizes.m, sizes.n, sizes.n, 1),
            attributes(sizes.precision));
    return new dnnl_memory_desc_t(
        dnnl.dnnl_primitive_desc_query_md(product, dnnl.dnnl_query_weights_md, 0));
  }

  /** {@code y ← x · w}, where they lie. */
  void run(long x, long w, long y) {
    DnnlCall call = idle.poll();
    if (call == null) {
      call = new DnnlCall(primitive, ARGUMENTS, this.x, this.w, this.y);
    }
    call.run(x, w, y);
    idle.add(call);
  }
}
