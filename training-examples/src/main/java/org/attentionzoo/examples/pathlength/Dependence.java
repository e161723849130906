package org.attentionzoo.examples.pathlength;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How strongly an output depends on an input: the norm of ∂ log p(y_j) / ∂ e(x_i), where e(x_i) is
 * the embedding of the i-th source symbol.
 *
 * <p>No token occurs twice in a source, so the gradient of a row of the embedding table is that of
 * the one position where its token stands.
 */
final class Dependence {

  private static final String TABLE = "sourceEmbedding_";

  private final ComputationGraph network;
  private final RecallTask task;

  Dependence(ComputationGraph network, RecallTask task) {
    this.network = network;
    this.task = task;
  }

  /**
   * Of every output on every input, for targets of random symbols as long as the source.
   *
   * @param sources number of random sources to take the mean over
   * @return mean norms, [T][S], T = S
   */
  double[][] ofAll(int sources, Random random) {
    double[][] norms = new double[task.length()][task.length()];
    for (int n = 0; n < sources; n++) {
      int[] source = task.randomSource(task.length(), random);
      SequencePair pair = new SequencePair(source, task.randomTarget(task.length(), random));
      for (int j = 0; j < norms.length; j++) {
        add(norms[j], norms(pair, j), 1.0 / sources);
      }
    }
    return norms;
  }

  /**
   * Of the answer on every input, for the question of every place.
   *
   * @return mean norms, [k][S]
   */
  double[][] ofAnswers(int sources, Random random) {
    double[][] norms = new double[task.length()][task.length()];
    for (int n = 0; n < sources; n++) {
      int[] source = task.randomSource(task.length(), random);
      for (int k = 0; k < norms.length; k++) {
        add(norms[k], norms(task.asked(source, k + 1), RecallTask.ANSWER), 1.0 / sources);
      }
    }
    return norms;
  }

  private static void add(double[] sums, double[] values, double factor) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * values[i];
    }
  }

  /** Norm of the gradient at each source position, S of them. */
  private double[] norms(SequencePair pair, int output) {
    MultiDataSet example = SequenceBatch.of(List.of(pair));
    INDArray onlyOutput = Nd4j.zeros(example.getLabelsMaskArray(0).shape()); // [1, T]
    onlyOutput.putScalar(0, output, 1);
    network.setInputs(example.getFeatures());
    network.setLabels(example.getLabels());
    network.setLayerMaskArrays(example.getFeaturesMaskArrays(), new INDArray[] {onlyOutput});
    network.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
    INDArray rows = tableGradient(); // [V, d]
    double[] norms = new double[pair.source().length];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = rows.getRow(pair.source()[i]).norm2Number().doubleValue();
    }
    network.clearLayerMaskArrays();
    network.clear();
    return norms;
  }

  private INDArray tableGradient() {
    for (Map.Entry<String, INDArray> entry : network.gradient().gradientForVariable().entrySet()) {
      if (entry.getKey().startsWith(TABLE)) {
        return entry.getValue();
      }
    }
    throw new IllegalStateException("The network has no gradient of the source embedding");
  }

  /**
   * How much of an answer's dependence falls on the symbol that was asked for. Norms themselves say
   * little after training: they vanish as the answer becomes sure.
   *
   * @param norms for the question of every place, [k][S]
   * @return share of the norms of all positions, [k]
   */
  static double[] shareOfAsked(double[][] norms) {
    return IntStream.range(0, norms.length)
        .mapToDouble(k -> norms[k][k] / Arrays.stream(norms[k]).sum())
        .toArray();
  }

  /**
   * Means over all pairs of positions that are as far apart.
   *
   * @param norms [T][S]
   * @return element d is for pairs with d + 1 tokens from the input, along the source and the
   *     target, to the output
   */
  static double[] byDistance(double[][] norms) {
    int length = norms[0].length;
    double[] sums = new double[length + norms.length - 1];
    int[] counts = new int[sums.length];
    for (int j = 0; j < norms.length; j++) {
      for (int i = 0; i < length; i++) {
        int distance = length - 1 - i + j;
        sums[distance] += norms[j][i];
        counts[distance]++;
      }
    }
    for (int d = 0; d < sums.length; d++) {
      sums[d] /= counts[d];
    }
    return sums;
  }
}
