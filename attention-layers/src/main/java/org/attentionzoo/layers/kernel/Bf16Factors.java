package org.attentionzoo.layers.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Factors of training in bf16: each has a copy in bf16 as soon as a product wants one. */
final class Bf16Factors extends Factors {

  private final Map<Place, Weight> weights = new ConcurrentHashMap<>();
  private final AtomicInteger pass = new AtomicInteger();

  @Override
  public void begin() {
    pass.incrementAndGet();
  }

  @Override
  public Factor of(Matrix x) {
    return new Activations(x);
  }

  @Override
  public Factor weight(Matrix w) {
    return weights.computeIfAbsent(Place.of(w), place -> new Weight(w));
  }

  @Override
  public void close() {
    weights.values().forEach(Weight::free);
    weights.clear();
  }

  /** Lives as long as a call, in the memory of its thread. */
  private static final class Activations extends Factor {
    private NativeBlock memory;
    private Bf16Matrix copy;

    Activations(Matrix matrix) {
      super(matrix);
    }

    @Override
    boolean hasBf16() {
      return true;
    }

    @Override
    Bf16Matrix bf16() {
      if (copy == null) {
        memory = NativeBlock.take();
        copy = Bf16Matrix.copy(matrix(), memory);
      }
      return copy;
    }

    @Override
    public void close() {
      if (memory != null) {
        memory.giveBack();
        memory = null;
        copy = null;
      }
    }
  }

  /** Copied once a pass, in memory that stays. */
  private final class Weight extends Factor {
    private final NativeBlock memory = new NativeBlock();
    private Bf16Matrix copy; // guarded by this
    private int copied;

    Weight(Matrix matrix) {
      super(matrix);
    }

    @Override
    boolean hasBf16() {
      return true;
    }

    @Override
    synchronized Bf16Matrix bf16() {
      if (copy == null || copied != pass.get()) {
        copy = Bf16Matrix.copy(matrix(), memory);
        copied = pass.get();
      }
      return copy;
    }

    synchronized void free() {
      copy = null;
      memory.close();
    }
  }
}
