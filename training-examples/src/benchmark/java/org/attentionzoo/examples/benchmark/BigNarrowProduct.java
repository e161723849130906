package org.attentionzoo.examples.benchmark;

import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.precision.Precision;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A product of big matrices of bf16 or int8 into one of float32 by oneDNN, in the order of elements
 * that it likes best: what this processor can do.
 */
final class BigNarrowProduct implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(BigNarrowProduct.class);

  private final stream queue;
  private final matmul product;
  private final IntMemoryMap[] arguments; // of each thread

  private BigNarrowProduct(Precision precision, int side, int threads) {
    boolean bf16 = precision == Precision.BF16;
    engine processor = new engine(engine.kind.cpu, 0);
    long[] part = {side / threads, side};
    matmul.primitive_desc description =
        new matmul.primitive_desc(
            new matmul.desc(
                any(part, bf16 ? memory.data_type.bf16 : memory.data_type.u8),
                any(new long[] {side, side}, bf16 ? memory.data_type.bf16 : memory.data_type.s8),
                any(part, memory.data_type.f32)),
            processor);
    queue = new stream(processor);
    product = new matmul(description);
    arguments = new IntMemoryMap[threads];
    for (int i = 0; i < threads; i++) {
      arguments[i] =
          new IntMemoryMap()
              .put(dnnl.DNNL_ARG_SRC, new memory(description.src_desc(), processor))
              .put(dnnl.DNNL_ARG_WEIGHTS, new memory(description.weights_desc(), processor))
              .put(dnnl.DNNL_ARG_DST, new memory(description.dst_desc(), processor));
    }
  }

  private static memory.desc any(long[] shape, memory.data_type type) {
    return new memory.desc(shape, type, memory.format_tag.any);
  }

  /**
   * A product of two matrices {@code [side, side]}, the rows of the first split over threads.
   *
   * @param precision BF16 or INT8
   * @return null where oneDNN has no such product on this processor
   */
  static Runnable of(Precision precision, int side, int threads) {
    try {
      return new BigNarrowProduct(precision, side, threads);
    } catch (LinkageError | RuntimeException e) { // C++ throws where there is no such product
      log.debug("oneDNN has no product of {} here", precision, e);
      return null;
    }
  }

  @Override
  public void run() {
    Gemm.batch(
        arguments.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            product.execute(queue, arguments[i]);
          }
        });
  }
}
