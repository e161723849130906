package org.attentionzoo.layers.attention;

import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Content-based addressing, Graves et al. 2014 (Neural Turing Machines), eq. 5 and 6: {@code
 * score(s, h) = β · cos(s, h)}. The sharpness β > 0 is fixed, or one learned number, {@code β =
 * softplus(b)}.
 *
 * <p>Norms are {@code √(Σ x² + 1e-12)}, so a zero vector scores 0. Query and memory must have one
 * size. Parameter, if learned: {@code b [1, 1]}, a bias to DL4J (no weight decay).
 *
 * @param sharpness β, or its initial value if learned; positive
 * @param learned whether β is trained
 */
public record Cosine(
    @JsonProperty("sharpness") double sharpness, @JsonProperty("learned") boolean learned)
    implements Score {

  private static final String B = "b";
  private static final double TINY = 1e-12;

  /**
   * @throws IllegalArgumentException if the sharpness is not positive and finite
   */
  public Cosine {
    Arguments.positive("sharpness of cosine attention", sharpness);
  }

  /** A sharpness that stays as it is. */
  public static Cosine fixed(double sharpness) {
    return new Cosine(sharpness, false);
  }

  /** A sharpness that is trained from this value on. */
  public static Cosine learned(double initialSharpness) {
    return new Cosine(initialSharpness, true);
  }

  @Override
  public void checkSizes(long querySize, long memorySize) {
    Dot.checkSameSize("Cosine attention", querySize, memorySize);
  }

  @Override
  public void defineParameters(
      SDLayerParams parameters, String prefix, long querySize, long memorySize) {
    if (learned) {
      parameters.addBiasParam(prefix + B, 1, 1);
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters, String prefix) {
    if (learned) {
      // softplus⁻¹(β) = β + log(1 − e^−β)
      parameters.get(prefix + B).assign(sharpness + Math.log(-Math.expm1(-sharpness)));
    }
  }

  @Override
  public SDVariable keys(AttentionScope scope, SDVariable memory) {
    return unit(scope.graph(), memory); // [N, S, m]
  }

  @Override
  public SDVariable score(AttentionScope scope, SDVariable query, SDVariable keys) {
    LayerGraph g = scope.graph();
    SDVariable cosines = Dot.products(scope, unit(g, query), keys); // [N, T, S]
    if (!learned) {
      return cosines.mul(sharpness);
    }
    SDVariable beta = g.sd().nn().softplus(scope.parameter(B)); // [1, 1]
    SDVariable scaled = g.sd().mmul(g.sd().reshape(cosines, -1, 1), beta); // [N·T·S, 1]
    return g.sd().reshape(scaled, g.sd().shape(cosines)); // [N, T, S]
  }

  /** Each row divided by its length, {@code [N, L, k]}. */
  private static SDVariable unit(LayerGraph g, SDVariable x) {
    SDVariable column =
        Shapes.ones(g, Shapes.size(g, x, 0), Shapes.size(g, x, 2), Shapes.number(g, 1));
    SDVariable squares = g.sd().mmul(g.multiply(x, x), column); // [N, L, 1]
    SDVariable inverse = g.sd().math().rsqrt(squares.add(TINY)); // [N, L, 1]
    return g.multiply(x, g.sd().mmul(inverse, Shapes.onesRow(g, x))); // [N, L, k]
  }
}
