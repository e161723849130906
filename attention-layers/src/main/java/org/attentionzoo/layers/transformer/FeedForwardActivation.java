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
  };

  /** {@code dropout(f(x))}, of any shape. */
  abstract SDVariable apply(LayerGraph g, SDVariable x, double dropout, int site);
}
