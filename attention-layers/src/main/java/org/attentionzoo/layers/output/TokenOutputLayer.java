package org.attentionzoo.layers.output;

import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Output layer over a vocabulary: projection, log-softmax, cross-entropy with label smoothing and
 * their gradient in one, with integer labels.
 *
 * <pre>
 *   z = x W + b                       [N, T, V], x the input at one position, W [d, V], b [V]
 *   p = softmax(z)
 *   loss = 1/M · Σ_{n,t: mask = 1} -Σ_j q_j log p_j,   M the number of real (unmasked) tokens
 *   q_j = (1 - ε)·[j = label] + ε/V
 * </pre>
 *
 * Label smoothing: Szegedy et al. 2016 §7, Vaswani et al. 2017 §5.4. The ε is spread over all V
 * tokens, the gold one included, as in PyTorch's {@code CrossEntropyLoss(label_smoothing=ε)}.
 *
 * <ul>
 *   <li>Input: hidden states [N, d, T]; a permuted view of a contiguous [N, T, d] is used without a
 *       copy. NaN or infinite input is an IllegalArgumentException that says where.
 *   <li>Labels: token ids [N, T], INT32 (any numeric type with whole numbers is read).
 *   <li>Label mask: [N, T], 1 keep, 0 padding; null keeps all. Masked labels may hold anything. A
 *       feature mask does not reach the loss.
 *   <li>Output: probabilities [N, V, T], also at padding positions.
 *   <li>Score: the loss plus the net's regularization. With all tokens masked the loss and all
 *       gradients are 0. Per-example score ({@code scoreExamples}): the mean over the example's
 *       real tokens, which is what {@code score} gives for that example alone.
 *   <li>Parameters: W [d, V], b [V] (unless {@code hasBias(false)}).
 * </ul>
 *
 * <p>DL4J's updater divides all gradients by the batch size; this layer multiplies by it, so that
 * gradients are those of the mean over tokens. Keep {@code miniBatch} at its default or not: both
 * are right.
 *
 * <p>{@code net.evaluate} wants one-hot labels and does not work with token ids.
 */
public class TokenOutputLayer extends BaseTokenOutput {
  private static final ParamInitializer PARAMS = new Params();

  protected TokenOutputLayer() {} // for JSON

  protected TokenOutputLayer(Builder builder) {
    super(builder);
  }

  @Override
  public ParamInitializer initializer() {
    return PARAMS;
  }

  @Override
  BaseTokenOutputRuntime<?> runtime(NeuralNetConfiguration conf, DataType type) {
    return new TokenOutputRuntime(conf, type);
  }

  @Override
  public TokenOutputLayer clone() {
    return (TokenOutputLayer) super.clone();
  }

  /** DL4J's W and b, with the bias optional. */
  private static final class Params extends DefaultParamInitializer {
    @Override
    protected boolean hasBias(Layer layer) {
      return ((TokenOutputLayer) layer).hasBias();
    }
  }

  /** {@code nIn} = d (inferred when input types are set), {@code nOut} = V. */
  public static class Builder extends BaseTokenOutput.Builder<Builder> {
    @Override
    @SuppressWarnings("unchecked")
    public TokenOutputLayer build() {
      return new TokenOutputLayer(this);
    }
  }
}
