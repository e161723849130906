package org.attentionzoo.layers.recurrent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The recurrent units. Both follow PyTorch's conventions ({@code nn.GRU}, {@code nn.LSTM}), so that
 * weights move over unchanged: {@code W = weight_ihᵀ}, {@code U = weight_hhᵀ}, gates side by side
 * in PyTorch's order.
 *
 * <p>Names: x input, h previous state, ∘ elementwise product, σ logistic function.
 */
public enum Cell {
  /**
   * Gated recurrent unit (Cho et al. 2014; Bahdanau et al. 2014, A.1.1). Gates r, z, n:
   *
   * <pre>
   *   r  = σ(x W_r + h U_r + b_r)
   *   z  = σ(x W_z + h U_z + b_z)
   *   n  = tanh(x W_n + b_n + r ∘ (h U_n + c_n))
   *   h' = (1 - z) ∘ n + z ∘ h
   * </pre>
   *
   * As in PyTorch and cuDNN, r acts after U_n (the papers: before it), c_n is a bias of its own,
   * and z keeps the old state (in the papers 1 - z does; the same family of functions). {@code b =
   * bias_ih + [bias_hh_r, bias_hh_z, 0]}, {@code c = bias_hh_n}.
   */
  GRU(3, List.of("h")) {
    /** {@code h U + [0, 0, c]}. */
    @Override
    SDVariable recurrent(LayerGraph g, String prefix, SDVariable h) {
      SDVariable u = g.parameter(prefix + "U");
      SDVariable c = g.parameter(prefix + "c");
      return g.fused(
          Fused.gruProduct(),
          List.of(h, u, c),
          () -> {
            SDVariable[] parts = g.sd().split(g.linear(h, u), 3, 1); // 3 × [N, H]
            return g.sd().concat(1, parts[0], parts[1], g.addBias(parts[2], c));
          });
    }

    @Override
    Map<String, SDVariable> gates(
        LayerGraph g, SDVariable projected, SDVariable recurrent, Map<String, SDVariable> states) {
      SDVariable h = states.get("h"); // [N, H]
      SDVariable[] x = g.sd().split(projected, 3, 1); // 3 × [N, H]
      SDVariable[] u = g.sd().split(recurrent, 3, 1);
      SDVariable r = g.sd().nn().sigmoid(g.add(x[0], u[0]));
      SDVariable z = g.sd().nn().sigmoid(g.add(x[1], u[1]));
      SDVariable n = g.sd().math().tanh(g.add(x[2], g.multiply(r, u[2])));
      return Map.of("h", g.add(n, g.multiply(z, g.subtract(h, n))));
    }

    @Override
    PlanFunction fusedGates(boolean masked) {
      return Fused.gru(masked);
    }
  },

  /**
   * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al.
   * 2000, without peepholes). Gates i, f, g, o:
   *
   * <pre>
   *   [i, f, o] = σ(x W + h U + b),   g = tanh(x W_g + h U_g + b_g)
   *   c' = f ∘ c + i ∘ g
   *   h' = o ∘ tanh(c')
   * </pre>
   *
   * {@code b = bias_ih + bias_hh}.
   */
  LSTM(4, List.of("h", "c")) {
    @Override
    SDVariable recurrent(LayerGraph g, String prefix, SDVariable h) {
      return g.linear(h, g.parameter(prefix + "U"));
    }

    @Override
    Map<String, SDVariable> gates(
        LayerGraph g, SDVariable projected, SDVariable recurrent, Map<String, SDVariable> states) {
      SDVariable[] gates = g.sd().split(g.add(projected, recurrent), 4, 1); // 4 × [N, H]
      SDVariable i = g.sd().nn().sigmoid(gates[0]);
      SDVariable f = g.sd().nn().sigmoid(gates[1]);
      SDVariable candidate = g.sd().math().tanh(gates[2]);
      SDVariable o = g.sd().nn().sigmoid(gates[3]);
      SDVariable c = g.add(g.multiply(f, states.get("c")), g.multiply(i, candidate));
      return Map.of("h", g.multiply(o, g.sd().math().tanh(c)), "c", c);
    }

    @Override
    PlanFunction fusedGates(boolean masked) {
      return Fused.lstm(masked);
    }
  };

  private final int gates;
  private final List<String> states;

  Cell(int gates, List<String> states) {
    this.gates = gates;
    this.states = states;
  }

  /** Number of gates G: the projections have G·H columns. */
  public int gates() {
    return gates;
  }

  /** Names of what is carried from step to step, the output "h" first. */
  public List<String> states() {
    return states;
  }

  /** {@code x W + b} for all steps at once: {@code [.., in] → [.., G·H]}. */
  SDVariable project(LayerGraph g, String prefix, SDVariable x) {
    return g.linear(x, g.parameter(prefix + "W"), g.parameter(prefix + "b"));
  }

  /**
   * One time step.
   *
   * @param projected {@code x W + b} of this step, {@code [N, G·H]}
   * @param states the old states {@code [N, H]} by name
   * @param mask {@code [N, 1]}: at padding the old states stay; null where every row is real
   * @return the new ones
   */
  Map<String, SDVariable> step(
      LayerGraph g,
      String prefix,
      SDVariable projected,
      Map<String, SDVariable> states,
      SDVariable mask) {
    SDVariable recurrent = recurrent(g, prefix, states.get("h")); // [N, G·H]
    List<SDVariable> arguments = new ArrayList<>(List.of(projected, recurrent));
    this.states.forEach(name -> arguments.add(states.get(name)));
    if (mask != null) {
      arguments.add(mask);
    }
    List<SDVariable> values =
        g.fusedAll(
            fusedGates(mask != null),
            arguments,
            () -> {
              Map<String, SDVariable> now = gates(g, projected, recurrent, states);
              Map<String, SDVariable> held =
                  mask == null ? now : Recurrence.hold(g, mask, now, states);
              return this.states.stream().map(held::get).toList();
            });
    Map<String, SDVariable> next = new LinkedHashMap<>();
    this.states.forEach(name -> next.put(name, values.get(next.size())));
    return next;
  }

  /** What a step needs of the old h at once: {@code [N, H] → [N, G·H]}. */
  abstract SDVariable recurrent(LayerGraph g, String prefix, SDVariable h);

  /**
   * The equations of a step.
   *
   * @param recurrent {@link #recurrent}, {@code [N, G·H]}
   */
  abstract Map<String, SDVariable> gates(
      LayerGraph g, SDVariable projected, SDVariable recurrent, Map<String, SDVariable> states);

  /** The same with the old states at padding, of projected, recurrent, states and mask if any. */
  abstract PlanFunction fusedGates(boolean masked);
}
