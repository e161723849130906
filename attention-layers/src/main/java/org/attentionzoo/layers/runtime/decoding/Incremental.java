package org.attentionzoo.layers.runtime.decoding;

import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.Planned;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A definition that can also be run one target position at a time, for generation: its output at
 * position t depends on the target positions up to t only, and the prefix is never run again.
 *
 * <p>{@link #defineStart} is run once a sentence and computes what all steps share (projected keys,
 * initial states) from the inputs other than the target. {@link #defineNext} is one step: it sees
 * the target's next position, the named values, and returns the output and new values. The runtime
 * keeps the values, reorders their rows when a search drops or copies hypotheses, and appends to
 * the histories.
 */
public interface Incremental extends Planned {

  /** Key of {@link #defineNext}'s result that holds the output {@code [N, 1, size]}. */
  String OUTPUT = "output";

  /** Key under which {@link #defineNext} may return attention weights {@code [N, 1, S]}. */
  String WEIGHTS = "weights";

  /**
   * Input of {@link #defineNext}'s graph: the position t of this step as ids {@code [N, 1]}, INT32.
   */
  String POSITION = "position";

  /**
   * Input of {@link #defineNext}'s graph if there are histories: {@code [N, C]}, 1 where a history
   * holds an earlier position, 0 where its capacity C is not filled yet.
   */
  String HISTORY_MASK = "history_mask";

  /**
   * Input of {@link #defineNext}'s graph if there are histories: {@code [N, C]}, INT32, which row
   * of a history holds the position; 0 where its capacity C is not filled yet.
   */
  String HISTORY_ROWS = "history_rows";

  /**
   * Input of {@link #defineNext}'s graph if there are memories: {@code [N, S]}, INT32, which row of
   * a memory is the position of the sentence.
   */
  String MEMORY_ROWS = "memory_rows";

  /** The name of the input that advances: the target embeddings or target ids. */
  String targetInput();

  /**
   * Values computed once a sentence, by name, each with rows N first. The graph has all inputs and
   * masks but the target's. Empty if the steps need nothing. Tables are not values: {@link
   * #defineNext}'s graph has every {@link Input.Kind#TABLE} input itself.
   */
  Map<String, SDVariable> defineStart(LayerGraph graph);

  /**
   * Those values of {@link #defineStart}, each {@code [N, S, size]}, of which a sentence has one
   * however many hypotheses it has, e.g. the keys of cross-attention. In {@link #defineNext} the
   * input of this name is {@code [M, size]}, rows in the order of {@link #MEMORY_ROWS}, see {@link
   * LayerGraph#gathered}.
   */
  default Set<String> memories() {
    return Set.of();
  }

  /**
   * What grows by one row a step, e.g. the keys of self-attention: name → size. In {@link
   * #defineNext} the input of this name is {@code [M, size]}: the rows of all earlier positions, in
   * the order of {@link #HISTORY_ROWS}, and room for later ones. Hypotheses that were one share
   * what was written then.
   */
  default Map<String, Long> histories() {
    return Map.of();
  }

  /**
   * One step. The graph has the target input (a sequence {@code [N, 1, size]} or ids {@code [N,
   * 1]}), {@link #POSITION}, every table, every value of {@link #defineStart} and every history as
   * inputs.
   *
   * @return {@link #OUTPUT}; for each value that changes its new value under its old name; for each
   *     history this position's row {@code [N, 1, size]}; and perhaps {@link #WEIGHTS}
   */
  Map<String, SDVariable> defineNext(LayerGraph graph);
}
