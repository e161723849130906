package org.attentionzoo.layers.recurrent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.scan.Scan;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** One cell run over a whole sequence. */
final class Recurrence {

  private Recurrence() {}

  /**
   * @param x {@code [N, T, in]}
   * @param mask {@code [N, T]}; masked steps keep the old state
   * @param initial states before the first step, {@code [N, H]} by name
   * @param reversed from the last step to the first
   * @param outputs which states are wanted
   * @return these after every step, {@code [N, T, H]} by name
   */
  static Map<String, SDVariable> run(
      LayerGraph g,
      Cell cell,
      String prefix,
      SDVariable x,
      SDVariable mask,
      Map<String, SDVariable> initial,
      List<String> outputs,
      boolean reversed) {
    Scan scan =
        Scan.over(g, prefix)
            .sequence("x", cell.project(g, prefix, x)) // [N, T, G·H]
            .fixedSequence("mask", g.sd().expandDims(mask, 2)) // [N, T, 1]
            .reversed(reversed);
    cell.states().forEach(s -> scan.state(s, initial.get(s)));
    return scan.step(
            step -> {
              LayerGraph s = step.graph();
              Map<String, SDVariable> old = new LinkedHashMap<>();
              cell.states().forEach(name -> old.put(name, s.input(name)));
              Map<String, SDVariable> now =
                  cell.step(s, prefix, s.input("x"), old, s.input("mask"));
              outputs.forEach(name -> step.output(name, now.get(name)));
              now.forEach(step::next);
            })
        .outputs();
  }

  /** Per row of {@code mask [N, 1]}: the new state where it is 1, the old one at padding. */
  static Map<String, SDVariable> hold(
      LayerGraph g, SDVariable mask, Map<String, SDVariable> now, Map<String, SDVariable> old) {
    Map<String, SDVariable> held = new LinkedHashMap<>();
    old.forEach((name, before) -> held.put(name, g.select(mask, now.get(name), before)));
    return held;
  }

  /** Zeros {@code [N, size]} for as many rows as {@code like} has. */
  static SDVariable zeros(LayerGraph g, SDVariable like, long size) {
    SDVariable rows = g.sd().shape(like).get(SDIndex.interval(0, 1));
    SDVariable shape = g.sd().concat(0, rows, g.sd().constant(Nd4j.createFromArray(size)));
    return g.sd().fill(shape, g.dataType(), 0);
  }

  /** The states a cell starts from if nobody says otherwise: zeros {@code [N, H]}. */
  static Map<String, SDVariable> zeroStates(LayerGraph g, Cell cell, SDVariable like, long units) {
    SDVariable zeros = zeros(g, like, units);
    Map<String, SDVariable> states = new LinkedHashMap<>();
    cell.states().forEach(name -> states.put(name, zeros));
    return states;
  }
}
