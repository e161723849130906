package org.attentionzoo.layers.output;

import java.util.List;
import java.util.function.Supplier;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.memory.ReusableArray;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link TokenSoftmax} in ND4J's operations, for any backend and type. The logits of a batch would
 * be the largest array of a step: they live in one buffer, and become their gradient.
 */
final class OpsSoftmax implements TokenSoftmax {
  private final ReusableArray memory = new ReusableArray();

  @Override
  public List<String> kernels() {
    return List.of();
  }

  @Override
  public void logits(INDArray hidden, INDArray table, INDArray bias, INDArray out) {
    Projection.logits(hidden, table, bias, out);
  }

  @Override
  public void probabilities(INDArray hidden, INDArray table, INDArray bias, INDArray out) {
    Projection.logits(hidden, table, bias, out);
    SoftmaxCrossEntropy.softmax(out);
  }

  @Override
  public double[] losses(
      INDArray hidden, INDArray table, INDArray bias, Targets targets, double smoothing) {
    return SoftmaxCrossEntropy.losses(kept(hidden, table, bias), targets, smoothing);
  }

  @Override
  public double[] lossesAndGradients(
      INDArray hidden,
      INDArray table,
      INDArray bias,
      Targets targets,
      double smoothing,
      double scale,
      Gradients gradients) {
    INDArray z = kept(hidden, table, bias); // [R, V]; its gradient after the next line
    double[] losses = SoftmaxCrossEntropy.lossesAndGradient(z, targets, smoothing, scale);
    if (gradients.table() != null) {
      Projection.tableGradient(z, hidden, gradients.table());
    }
    if (gradients.bias() != null) {
      Projection.biasGradient(z, gradients.bias());
    }
    Projection.hiddenGradient(z, table, gradients.hidden());
    return losses;
  }

  private INDArray kept(INDArray hidden, INDArray table, INDArray bias) {
    INDArray z = memory.of(hidden.dataType(), hidden.size(0), table.size(0));
    Projection.logits(hidden, table, bias, z);
    return z;
  }

  @Override
  public RowScorer rows(
      Supplier<INDArray> table, Supplier<INDArray> bias, String where, DecodingFactors factors) {
    return new RowScorer() {
      @Override
      public void begin() {
        // nothing is kept
      }

      @Override
      public void score(INDArray hidden, RowReader reader) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
          INDArray e = table.get(); // [V, d]
          HiddenStates.requireRows(hidden, e.size(1), where);
          INDArray z = Nd4j.createUninitialized(e.dataType(), hidden.size(0), e.size(0));
          logits(hidden.castTo(e.dataType()), e, bias.get(), z);
          SoftmaxCrossEntropy.logSoftmax(z);
          float[][] scores = z.toFloatMatrix();
          for (int r = 0; r < scores.length; r++) {
            reader.read(r, new TokenScores(scores[r], 0));
          }
        }
      }
    };
  }

  @Override
  public boolean finite(INDArray rows) {
    return Double.isFinite(rows.sumNumber().doubleValue());
  }

  @Override
  public void close() {
    memory.close();
  }
}
