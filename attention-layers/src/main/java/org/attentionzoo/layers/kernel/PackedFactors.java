package org.attentionzoo.layers.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.attentionzoo.layers.precision.Precision;

/** Factors of decoding: weights are packed once a network, activations with each product. */
final class PackedFactors extends Factors {

  private final Precision precision;
  private final boolean fixed;
  private final Map<Place, PackedFactor> weights = new ConcurrentHashMap<>();
  private volatile int batch;

  PackedFactors(Precision precision, boolean fixed) {
    this.precision = precision;
    this.fixed = fixed;
  }

  @Override
  public synchronized void begin() {
    batch++;
  }

  @Override
  public Factor of(Matrix x) {
    return new Factor(x);
  }

  @Override
  public Factor weight(Matrix w) {
    PackedFactor weight =
        weights.computeIfAbsent(Place.of(w), place -> new PackedFactor(w, precision, fixed));
    if (!fixed) {
      weight.refresh(batch);
    }
    return weight;
  }

  @Override
  public void close() {
    weights.values().forEach(PackedFactor::free);
    weights.clear();
  }
}
