package org.attentionzoo.zoo.model;

import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a model's {@code init()} fills the parameters with. */
public sealed interface Initialization {

  /** Each layer's own choice: Xavier, orthogonal recurrent weights, biases zero. */
  static Initialization standard() {
    return new Standard();
  }

  /**
   * Every parameter uniform in [-bound, bound], as Sutskever et al. 2014, §3.4 (0.08) and Luong et
   * al. 2015, §4.1 (0.1) have it.
   */
  static Initialization uniform(double bound) {
    return new Uniform(bound);
  }

  /** Bahdanau et al. 2014, B.1. */
  static Initialization bahdanau() {
    return new Bahdanau();
  }

  /** Overwrites the network's parameters. */
  void apply(ComputationGraph network, long seed);

  /** Leaves the parameters as the layers made them. */
  record Standard() implements Initialization {
    @Override
    public void apply(ComputationGraph network, long seed) {
      // nothing: the layers have done it
    }
  }

  /** See {@link #uniform}. */
  record Uniform(double bound) implements Initialization {
    /**
     * @throws IllegalArgumentException if the bound is not positive
     */
    public Uniform {
      if (!(bound > 0 && bound < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("bound must be positive, got " + bound);
      }
    }

    @Override
    public void apply(ComputationGraph network, long seed) {
      Arguments.given("network", network);
      Nd4j.getRandom().setSeed(seed);
      for (INDArray p : network.paramTable().values()) {
        p.assign(Nd4j.rand(p.dataType(), p.shape()).muli(2 * bound).subi(bound));
      }
    }
  }

  /**
   * Recurrent matrices orthogonal (as the layers make them), {@code W_a} and {@code U_a} of the
   * attention normal with deviation 0.001, {@code v_a} and all biases zero, every other matrix
   * normal with deviation 0.01.
   */
  record Bahdanau() implements Initialization {
    @Override
    public void apply(ComputationGraph network, long seed) {
      Arguments.given("network", network);
      Nd4j.getRandom().setSeed(seed);
      for (Map.Entry<String, INDArray> e : network.paramTable().entrySet()) {
        fill(e.getKey(), e.getValue());
      }
    }

    private static void fill(String key, INDArray p) {
      boolean bias = p.rank() == 1 || p.size(0) == 1;
      if (bias || key.endsWith("attention.v")) {
        p.assign(0);
      } else if (key.endsWith("attention.W") || key.endsWith("attention.U")) {
        p.assign(Nd4j.randn(p.dataType(), p.shape()).muli(0.001));
      } else if (!key.endsWith(".U")) {
        p.assign(Nd4j.randn(p.dataType(), p.shape()).muli(0.01));
      }
    }
  }
}
