package org.attentionzoo.layers.kernel;

import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_matmul_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/** oneDNN's objects, as far as they are needed here: matrices, and primitives on the CPU. */
final class Dnnl {
  static final dnnl_engine CPU = cpu();

  private Dnnl() {}

  private static dnnl_engine cpu() {
    dnnl_engine engine = new dnnl_engine();
    check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "engine");
    return engine;
  }

  static void check(int status, String what) {
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN refused a " + what + ": status " + status);
    }
  }

  /** {@code [1, n]}. */
  static dnnl_memory_desc_t row(int type, long n) {
    return matrix(type, 1, n, n, 1);
  }

  /** {@code [rows, columns]} whose elements lie so far from the next row and column. */
  static dnnl_memory_desc_t matrix(
      int type, long rows, long columns, long rowStride, long columnStride) {
    dnnl_memory_desc_t matrix = new dnnl_memory_desc_t();
    check(
        dnnl.dnnl_memory_desc_init_by_strides(
            matrix, 2, new long[] {rows, columns}, type, new long[] {rowStride, columnStride}),
        "matrix");
    return matrix;
  }

  /** The same in whatever order suits a primitive. */
  static dnnl_memory_desc_t anyOrder(int type, long rows, long columns) {
    dnnl_memory_desc_t matrix = new dnnl_memory_desc_t();
    check(
        dnnl.dnnl_memory_desc_init_by_tag(
            matrix, 2, new long[] {rows, columns}, type, dnnl.dnnl_format_tag_any),
        "matrix");
    return matrix;
  }

  /**
   * Attributes of a primitive that gets its scratchpad with its arguments. oneDNN's own belongs to
   * the thread that has made the primitive, and no other may run it.
   */
  static dnnl_primitive_attr ownScratchpad() {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    check(dnnl.dnnl_primitive_attr_create(attributes), "attribute");
    check(
        dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl.dnnl_scratchpad_mode_user),
        "scratchpad");
    return attributes;
  }

  /** What such a primitive wants as its scratchpad; of size 0 if it needs none. */
  static dnnl_memory_desc_t scratchpad(dnnl_primitive_desc desc) {
    return copy(dnnl.dnnl_primitive_desc_query_md(desc, dnnl.dnnl_query_scratchpad_md, 0));
  }

  /** The order that a primitive has chosen for its weights. */
  static dnnl_memory_desc_t weights(dnnl_primitive_desc desc) {
    return copy(dnnl.dnnl_primitive_desc_query_md(desc, dnnl.dnnl_query_weights_md, 0));
  }

  /** The original goes with its primitive. */
  private static dnnl_memory_desc_t copy(dnnl_memory_desc_t original) {
    return new dnnl_memory_desc_t().put(original);
  }

  /** Copies from one order and type into another. */
  private static dnnl_primitive_desc reorder(dnnl_memory_desc_t from, dnnl_memory_desc_t to) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    dnnl_primitive_attr attributes = ownScratchpad();
    check(dnnl.dnnl_reorder_primitive_desc_create(desc, from, CPU, to, CPU, attributes), "reorder");
    check(dnnl.dnnl_primitive_attr_destroy(attributes), "attribute");
    return desc;
  }

  /** The same, ready to run from one place to another. */
  static DnnlCall copying(dnnl_memory_desc_t from, dnnl_memory_desc_t to) {
    dnnl_primitive_desc desc = reorder(from, to);
    dnnl_memory_desc_t scratchpad = scratchpad(desc);
    int[] arguments = {dnnl.DNNL_ARG_FROM, dnnl.DNNL_ARG_TO};
    return new DnnlCall(primitive(desc), scratchpad, arguments, from, to);
  }

  /** {@code x · w}. Takes the attributes. */
  static dnnl_primitive_desc matmul(
      dnnl_memory_desc_t x,
      dnnl_memory_desc_t w,
      dnnl_memory_desc_t y,
      dnnl_primitive_attr attributes) {
    dnnl_matmul_desc_t matmul = new dnnl_matmul_desc_t();
    check(dnnl.dnnl_matmul_desc_init(matmul, x, w, null, y), "matrix product");
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    check(
        dnnl.dnnl_primitive_desc_create(
            desc, new const_dnnl_op_desc_t(matmul), attributes, CPU, null),
        "matrix product");
    check(dnnl.dnnl_primitive_attr_destroy(attributes), "attribute");
    return desc;
  }

  /** Takes the description. */
  static dnnl_primitive primitive(dnnl_primitive_desc desc) {
    dnnl_primitive primitive = new dnnl_primitive();
    check(dnnl.dnnl_primitive_create(primitive, desc), "primitive");
    check(dnnl.dnnl_primitive_desc_destroy(desc), "description");
    return primitive;
  }
}
