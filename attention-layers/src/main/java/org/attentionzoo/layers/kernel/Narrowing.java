package org.attentionzoo.layers.kernel;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Copies of floats in a narrower type, rounded to the nearest, by oneDNN's reorders. They are made
 * for one number of elements, so a copy is put together from powers of two.
 */
final class Narrowing {
  static final Narrowing BF16 = new Narrowing(dnnl.dnnl_bf16, Bf16Matrix.BYTES);

  /** 0 … 255, cut off outside. */
  static final Narrowing UINT8 = new Narrowing(dnnl.dnnl_u8, 1);

  /** -128 … 127, cut off outside. */
  static final Narrowing INT8 = new Narrowing(dnnl.dnnl_s8, 1);

  /** The largest power; more elements take several. */
  private static final int POWERS = 20;

  private final int type;
  private final int bytes;

  /** By power. No thread's own: they would outlive it. */
  private final List<Queue<DnnlCall>> idle =
      IntStream.rangeClosed(0, POWERS)
          .<Queue<DnnlCall>>mapToObj(power -> new ConcurrentLinkedQueue<>())
          .toList();

  private Narrowing(int type, int bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** Copies all rows, one after the other; threads share them. */
  void copy(Matrix from, long to) {
    int columns = from.columns();
    ParallelRows.parallel(
        from.rows(),
        Grain.BYTES.rows((long) columns * Float.BYTES),
        (first, last) -> {
          boolean together = from.stride() == columns;
          int step = together ? last - first : 1;
          for (int row = first; row < last; row += step) {
            try (FloatPointer start = from.rows(row, row + step).pointer()) {
              copy(start.address(), to + (long) row * columns * bytes, (long) step * columns);
            }
          }
        });
  }

  /** Copies so many floats, on this thread alone. */
  void copy(long from, long to, long count) {
    int own = OneDnn.threads();
    OneDnn.setThreads(1);
    try {
      long done = 0;
      while (done < count) {
        int power = Math.min(POWERS, 63 - Long.numberOfLeadingZeros(count - done));
        run(power, from + done * Float.BYTES, to + done * bytes);
        done += 1L << power;
      }
    } finally {
      OneDnn.setThreads(own);
    }
  }

  private void run(int power, long from, long to) {
    DnnlCall call = idle.get(power).poll();
    if (call == null) {
      long n = 1L << power;
      call = Dnnl.copying(Dnnl.row(dnnl.dnnl_f32, n), Dnnl.row(type, n));
    }
    call.run(from, to);
    idle.get(power).add(call);
  }
}
