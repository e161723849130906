package org.attentionzoo.layers.runtime.decoding;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.scan.Scan;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * {@code y_t = Σ_{u ≤ t} x_u W + s_t + 3 s_0} with {@code s_t = s_{t-1} / 2 + x_t}: a history, a
 * value that changes, one that stays, a parameter.
 */
final class RunningSum implements Incremental {

  static final long SIZE = 3;

  @Override
  public List<Input> inputs() {
    return List.of(Input.sequence("x", SIZE), Input.vector("start", SIZE));
  }

  @Override
  public Map<String, long[]> parameterShapes() {
    return Map.of("W", new long[] {SIZE, SIZE});
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable x = g.input("x"); // [N, T, d]
    SDVariable rows = g.linear(x, g.parameter("W")); // [N, T, d]
    SDVariable states =
        Scan.over(g, "halving")
            .sequence("x", x)
            .state("s", g.input("start"))
            .step(
                step -> {
                  SDVariable s = half(step.graph()).add(step.graph().input("x")); // [N, d]
                  step.output("s", s);
                  step.next("s", s);
                })
            .outputs()
            .get("s");
    SDVariable stays = g.sd().expandDims(g.input("start").mul(3), 1); // [N, 1, d]
    return g.add(g.sd().cumsum(rows, 1), states).add(stays);
  }

  private static SDVariable half(LayerGraph g) {
    return g.input("s").mul(0.5);
  }

  @Override
  public String targetInput() {
    return "x";
  }

  @Override
  public Map<String, SDVariable> defineStart(LayerGraph g) {
    SDVariable start = g.input("start");
    return Map.of("s", g.sd().identity(start), "stays", start.mul(3));
  }

  @Override
  public Map<String, Long> histories() {
    return Map.of("rows", SIZE);
  }

  @Override
  public Map<String, SDVariable> defineNext(LayerGraph g) {
    SDVariable x = g.input("x"); // [N, 1, d]
    SDVariable row = g.linear(x, g.parameter("W")); // [N, 1, d]
    SDVariable s = half(g).add(g.sd().squeeze(x, 1)); // [N, d]
    SDVariable mask = g.sd().expandDims(g.input(HISTORY_MASK), 2); // [N, C, 1]
    SDVariable rows = g.sd().gather(g.input("rows"), g.input(HISTORY_ROWS), 0); // [N, C, d]
    SDVariable sum = rows.mul(mask).sum(true, 1); // [N, 1, d]
    return Map.of(
        OUTPUT,
        sum.add(row).add(g.sd().expandDims(s.add(g.input("stays")), 1)),
        "s",
        s,
        "rows",
        row);
  }
}
