package org.attentionzoo.layers.recurrent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.scan.Scan;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The steps of a {@link RecurrentDecoder} in a graph: all at once for training, one at a time for
 * decoding. Both are made of {@link DecoderOrder#step} and {@link DecoderOrder#finish}.
 */
record DecoderSteps(
    LayerGraph g,
    DecoderShape shape,
    DecoderOrder order,
    InitialState initialState,
    double outputDropout) {

  /** For training, {@code [N, T, outputSize]}. */
  SDVariable all() {
    SDVariable y = g.input(RecurrentDecoder.TARGET); // [N, T, e]
    SDVariable mask = g.mask(RecurrentDecoder.TARGET); // [N, T]
    SDVariable positions = positions(mask); // [N, T]
    SharedMemory shared = shared();
    CarriedState initial = initial();
    SDVariable x = shape.cell().project(g, RecurrentDecoder.prefix(0), y); // [N, T, G·H]
    StepOutput stacked = scan(scope(g, shared, positions), x, mask, initial);
    DecoderOrder.Output out = order.finish(scope(g, shared, positions), stacked, y);
    if (out.weights() != null) {
      g.expose(Incremental.WEIGHTS, g.select(mask, out.weights()));
    }
    return g.select(mask, g.dropout(out.output(), outputDropout));
  }

  /** The steps of all positions. */
  private StepOutput scan(DecoderScope all, SDVariable x, SDVariable mask, CarriedState initial) {
    Scan scan =
        Scan.over(g, "decoder")
            .sequence("x", x) // [N, T, G·H]
            .fixedSequence("mask", g.sd().expandDims(mask, 2)); // [N, T, 1]
    if (order.attendsInSteps()) {
      scan.fixedSequence(Incremental.POSITION, g.sd().expandDims(all.positions(), 2));
      all.shared().addTo(scan);
    }
    initial.byName().forEach(scan::state);
    return StepOutput.of(
        scan.step(
                step -> {
                  LayerGraph s = step.graph();
                  DecoderStep.Result result =
                      order.step(
                          new DecoderStep(
                              order.attendsInSteps()
                                  ? scope(
                                      s, SharedMemory.of(s::input), s.input(Incremental.POSITION))
                                  : scope(s, null, null),
                              s.input("x"),
                              s.input("mask"),
                              carried(s::input)));
                  result.output().byName().forEach(step::output);
                  result.next().byName().forEach(step::next);
                })
            .outputs());
  }

  private DecoderScope scope(LayerGraph g, SharedMemory shared, SDVariable positions) {
    return new DecoderScope(g, shape, shared, positions);
  }

  private CarriedState carried(Function<String, SDVariable> named) {
    return CarriedState.of(shape, order.carriedSize() > 0, named);
  }

  /** What all steps attend to, or null. */
  private SharedMemory shared() {
    return order.alignment() == null
        ? null
        : DecoderAttention.share(
            g,
            shape,
            order.alignment(),
            shape.encoder().memory(g.input(RecurrentDecoder.MEMORY)),
            g.mask(RecurrentDecoder.MEMORY));
  }

  /** What the first step finds. */
  private CarriedState initial() {
    SDVariable encoded = g.input(RecurrentDecoder.MEMORY); // [N, S, encoder size]
    SDVariable attentional =
        order.carriedSize() > 0 ? Recurrence.zeros(g, encoded, order.carriedSize()) : null;
    return new CarriedState(attentional, initialState.cells(g, shape, encoded));
  }

  private SDVariable positions(SDVariable mask) {
    SDVariable ones = g.sd().fill(g.sd().shape(mask), g.dataType(), 1);
    return g.sd().cumsum(ones, true, false, 1); // 0 … T-1, [N, T]
  }

  /** What decoding keeps from the beginning, by name. */
  Map<String, SDVariable> start() {
    SharedMemory shared = shared();
    Map<String, SDVariable> values = new LinkedHashMap<>();
    if (shared != null) {
      values.putAll(shared.byName());
    }
    values.putAll(initial().byName());
    return values;
  }

  /** One step of decoding, by name. */
  Map<String, SDVariable> next() {
    SDVariable y = g.input(RecurrentDecoder.TARGET); // [N, 1, e]
    SDVariable position = g.input(Incremental.POSITION).castTo(g.dataType()); // [N, 1]
    DecoderScope scope =
        scope(g, order.alignment() == null ? null : SharedMemory.ofStep(g), position);
    SDVariable x =
        g.sd().squeeze(shape.cell().project(g, RecurrentDecoder.prefix(0), y), 1); // [N, G·H]
    DecoderStep.Result result = order.step(new DecoderStep(scope, x, null, carried(g::input)));
    StepOutput stacked = result.output().map(value -> g.sd().expandDims(value, 1)); // T = 1
    DecoderOrder.Output out = order.finish(scope, stacked, y);
    Map<String, SDVariable> next = new LinkedHashMap<>(result.next().byName());
    next.put(Incremental.OUTPUT, out.output()); // [N, 1, outputSize]
    if (out.weights() != null) {
      next.put(Incremental.WEIGHTS, out.weights()); // [N, 1, S]
    }
    return next;
  }
}
