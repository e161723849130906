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

  /** Copies from one order and type into another. */
  static dnnl_primitive reorder(dnnl_memory_desc_t from, dnnl_memory_desc_t to) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    check(dnnl.dnnl_reorder_primitive_desc_create(desc, from, CPU, to, CPU, null), "reorder");
    return primitive(desc);
  }

  /** {@code x · w}. */
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
    return desc;
  }

  static dnnl_primitive primitive(dnnl_primitive_desc desc) {
    dnnl_primitive primitive = new dnnl_primitive();
    check(dnnl.dnnl_primitive_create(primitive, desc), "primitive");
    return primitive;
  }
}
