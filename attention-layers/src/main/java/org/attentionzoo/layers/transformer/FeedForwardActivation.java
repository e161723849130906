package org.attentionzoo.layers.transformer;

import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/** The activation between the two projections of a Transformer's feed-forward network. */
public enum FeedForwardActivation {

  /** {@code max(0, x)}, as in Vaswani et al. 2017, eq. 2. */
  RELU {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x) {
      return g.sd().nn().relu(x, 0);
    }
  },

  /** {@code x · Φ(x)} with the exact normal distribution Φ (Hendrycks and Gimpel 2016). */
  GELU {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x) {
      SDVariable phi = g.sd().math().erf(x.mul(Math.sqrt(0.5))).add(1).mul(0.5);
      return g.multiply(x, phi);
    }
  },

  /** {@code x · sigmoid(x)} (Ramachandran et al. 2017), also called SiLU. */
  SWISH {
    @Override
    SDVariable apply(LayerGraph g, SDVariable x) {
      return g.multiply(x, g.sd().nn().sigmoid(x));
    }
  };

  abstract SDVariable apply(LayerGraph g, SDVariable x);
}
