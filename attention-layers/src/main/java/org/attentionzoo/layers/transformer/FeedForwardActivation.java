package org.attentionzoo.layers.transformer;

import java.util.List;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/** The activation between the two projections of a Transformer's feed-forward network. */
public enum FeedForwardActivation {

  /** {@code max(0, x)}, as in Vaswani et al. 2017, eq. 2. */
  RELU {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x, double dropout, int site) {
      return g.dropout(g.sd().nn().relu(x, 0), dropout, site);
    }
  },

  /** {@code x · Φ(x)} with the exact normal distribution Φ (Hendrycks and Gimpel 2016). */
  GELU {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x, double dropout, int site) {
      return g.fused(
          Fused.gelu(dropout, site),
          List.of(x),
          () -> {
            SDVariable phi = g.sd().math().erf(x.mul(Math.sqrt(0.5))).add(1).mul(0.5);
            return g.dropout(g.multiply(x, phi), dropout, site);
          });
    }
  },

  /** {@code x · sigmoid(x)} (Ramachandran et al. 2017), also called SiLU. */
  SWISH {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x, double dropout, int site) {
      return g.fused(
          Fused.swish(dropout, site),
          List.of(x),
          () -> g.dropout(g.multiply(x, g.sd().nn().sigmoid(x)), dropout, site));
    }
  },

  /**
   * {@code x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))}, the approximation of {@link #GELU} by
   * tanh (Hendrycks and Gimpel 2016, §2); {@code gelu_new} in Hugging Face's Transformers.
   */
  GELU_TANH {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x, double dropout, int site) {
      SDVariable cubic = g.multiply(x, g.multiply(x, x)).mul(0.044715);
      SDVariable gate = g.sd().math().tanh(g.add(x, cubic).mul(Math.sqrt(2 / Math.PI)));
      return g.dropout(g.multiply(x, gate.add(1)).mul(0.5), dropout, site);
    }
  },

  /**
   * {@code x · sigmoid(1.702 x)}, the approximation of {@link #GELU} by the logistic function
   * (Hendrycks and Gimpel 2016, §2): Marian's {@code gelu}, and {@code quick_gelu} in Hugging
   * Face's Transformers.
   */
  GELU_SIGMOID {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x, double dropout, int site) {
      return g.dropout(g.multiply(x, g.sd().nn().sigmoid(x.mul(1.702))), dropout, site);
    }
  },

  /** {@code tanh(x)}. */
  TANH {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x, double dropout, int site) {
      return g.dropout(g.sd().math().tanh(x), dropout, site);
    }
  };

  /** {@code dropout(f(x))}, of any shape. */
  abstract SDVariable apply(LayerGraph g, SDVariable x, double dropout, int site);
}
