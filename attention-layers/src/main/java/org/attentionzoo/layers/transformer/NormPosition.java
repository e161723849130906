package org.attentionzoo.layers.transformer;

import java.util.List;
import java.util.function.UnaryOperator;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/** Where a Transformer layer normalizes around each residual sub-layer. */
public enum NormPosition {

  /** {@code x + dropout(sublayer(norm(x)))}; a stack needs a {@link LayerNorm} at its end. */
  PRE {
    @Override
    SDVariable around(
        LayerGraph g,
        SDVariable x,
        Normalization norm,
        double dropoutRate,
        UnaryOperator<SDVariable> sublayer) {
      SDVariable y = sublayer.apply(norm.apply(g, x));
      int site = g.newSite();
      return g.fused(
          Fused.residual(dropoutRate, site),
          List.of(x, y),
          () -> g.add(x, g.dropout(y, dropoutRate, site)));
    }
  },

  /** {@code norm(x + dropout(sublayer(x)))}, as in Vaswani et al. 2017, §3.1 and §5.4. */
  POST {
    @Override
    SDVariable around(
        LayerGraph g,
        SDVariable x,
        Normalization norm,
        double dropoutRate,
        UnaryOperator<SDVariable> sublayer) {
      return norm.apply(g, x, sublayer.apply(x), dropoutRate);
    }
  };

  abstract SDVariable around(
      LayerGraph g,
      SDVariable x,
      Normalization norm,
      double dropoutRate,
      UnaryOperator<SDVariable> sublayer);
}
