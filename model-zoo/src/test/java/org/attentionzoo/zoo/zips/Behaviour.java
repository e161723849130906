package org.attentionzoo.zoo.zips;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** What a network does, in numbers that JSON holds. */
final class Behaviour {

  private Behaviour() {}

  /** {@code [N][T_n][V]}, without padding. */
  static double[][][] probabilities(ComputationGraph network, MultiDataSet batch) {
    INDArray output =
        network.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays(), null)[0];
    int[] lengths = batch.getFeaturesMaskArray(1).sum(1).toIntVector();
    boolean single = output.dataType() == DataType.FLOAT; // whose digits are enough
    double[][][] rows = new double[lengths.length][][];
    for (int n = 0; n < rows.length; n++) {
      rows[n] = new double[lengths[n]][(int) output.size(1)];
      for (int t = 0; t < rows[n].length; t++) {
        for (int v = 0; v < rows[n][t].length; v++) {
          double p = output.getDouble(n, v, t);
          rows[n][t][v] = single ? Double.parseDouble(Float.toString((float) p)) : p;
        }
      }
    }
    return rows;
  }

  /** Rows of ids without padding. */
  static int[][] tokens(INDArray ids, INDArray mask) {
    int[][] rows = ids.toIntMatrix();
    int[] lengths = mask.sum(1).toIntVector();
    for (int n = 0; n < rows.length; n++) {
      rows[n] = Arrays.copyOf(rows[n], lengths[n]);
    }
    return rows;
  }

  /** The ids that greedy decoding writes. */
  static int[][] greedy(ComputationGraph network, int[][] sources) {
    Generator generator = new Generator(new GraphScorer(network), Vocabulary.BOS, Vocabulary.EOS);
    List<Hypothesis> written =
        generator.best(sources, Decoding.greedy().maxLength(ToyData.LONGEST + 2));
    return written.stream().map(Hypothesis::tokens).toArray(int[][]::new);
  }

  /** L2 norm of the updater's state, 0 if it has none. */
  static double updaterNorm(ComputationGraph network) {
    INDArray state = network.getUpdater().getUpdaterStateViewArray();
    return state == null ? 0 : state.norm2Number().doubleValue();
  }
}
