package org.attentionzoo.layers.recurrent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.scan.Scan;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What all steps of a sentence attend to. The names under which the runtime keeps it are known here
 * alone.
 *
 * @param keys the memory as the score reads it, {@code [N, S, *]}
 * @param memory {@code [N, S, m]}
 * @param mask {@code [N, S]}
 */
record SharedMemory(SDVariable keys, SDVariable memory, SDVariable mask) {

  private static final String KEYS = "keys";
  private static final String MEMORY = "memory";
  private static final String MASK = "memoryMask"; // the target has a mask, too

  /** Those that a sentence has once, however many hypotheses it has. */
  static final Set<String> OF_SENTENCE = Set.of(KEYS, MEMORY);

  /**
   * @param named finds each of {@link #byName()}
   */
  static SharedMemory of(Function<String, SDVariable> named) {
    return new SharedMemory(named.apply(KEYS), named.apply(MEMORY), named.apply(MASK));
  }

  /** As a step of decoding finds it. */
  static SharedMemory ofStep(LayerGraph g) {
    SDVariable rows = g.input(Incremental.MEMORY_ROWS);
    return new SharedMemory(
        g.gathered(g.input(KEYS), rows), g.gathered(g.input(MEMORY), rows), g.input(MASK));
  }

  Map<String, SDVariable> byName() {
    Map<String, SDVariable> values = new LinkedHashMap<>();
    values.put(KEYS, keys);
    values.put(MEMORY, memory);
    values.put(MASK, mask);
    return values;
  }

  /** Lets every step of a scan see it. */
  void addTo(Scan scan) {
    scan.constant(KEYS, keys).constant(MEMORY, memory).fixedConstant(MASK, mask);
  }
}
