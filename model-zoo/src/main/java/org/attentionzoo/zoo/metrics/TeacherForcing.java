package org.attentionzoo.zoo.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.output.TokenScorer;
import org.attentionzoo.zoo.network.BorrowedNetwork;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Perplexity and token accuracy of a network with one token output, given the right tokens before
 * each position. The probabilities [N, T, V] are never in memory at once.
 */
public final class TeacherForcing {

  /** Rows of probabilities that are computed at once. */
  private static final int ROWS = 256;

  private TeacherForcing() {}

  /**
   * Statistics over all batches, from the iterator's present place to its end.
   *
   * @param network inputs (source ids, target ids), one token output
   * @param data batches as {@link org.attentionzoo.zoo.batch.SequenceBatch} makes them; is not
   *     reset
   * @throws IllegalArgumentException if the network has no token output, or a label is no id
   */
  public static TokenStatistics of(ComputationGraph network, MultiDataSetIterator data) {
    Arguments.given("network", network);
    Arguments.given("data", data);
    TokenStatistics sum = TokenStatistics.NONE;
    while (data.hasNext()) {
      sum = sum.plus(of(network, data.next()));
    }
    return sum;
  }

  /** Statistics of one batch. */
  public static TokenStatistics of(ComputationGraph network, MultiDataSet batch) {
    Arguments.given("network", network);
    Arguments.given("batch", batch);
    String output = network.getConfiguration().getNetworkOutputs().get(0);
    TokenScorer scorer = TokenScorer.of(network, output);
    INDArray hidden = hidden(network, batch, output); // [N·T, d]
    int[] labels = ints(batch.getLabels(0));
    if (labels.length != hidden.size(0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d labels for %d target positions of the batch",
              labels.length,
              hidden.size(0)));
    }
    int[] real = realPositions(batch, labels.length);
    TokenStatistics sum = TokenStatistics.NONE;
    for (int from = 0; from < real.length; from += ROWS) {
      int[] rows = Arrays.copyOfRange(real, from, Math.min(from + ROWS, real.length));
      INDArray chosen = Nd4j.pullRows(hidden, 1, rows); // [R, d]
      float[][] scores = scorer.logProbabilities(chosen).toFloatMatrix(); // [R][V]
      for (int r = 0; r < rows.length; r++) {
        sum = sum.plus(of(scores[r], labels[rows[r]], rows[r]));
      }
    }
    return sum;
  }

  private static TokenStatistics of(float[] logProbabilities, int label, int place) {
    if (label < 0 || label >= logProbabilities.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Label %d at target position %d of the batch is outside the vocabulary of %d tokens",
              label,
              place,
              logProbabilities.length));
    }
    float ofLabel = logProbabilities[label];
    boolean best = true;
    for (float other : logProbabilities) {
      best &= other <= ofLabel;
    }
    return new TokenStatistics(1, -ofLabel, best ? 1 : 0);
  }

  /** What the output layer reads, a row for each target position: [N·T, d]. */
  private static INDArray hidden(ComputationGraph network, MultiDataSet batch, String output) {
    String below = network.getConfiguration().getVertexInputs().get(output).get(0);
    INDArray activations =
        new BorrowedNetwork(network, List.of(below))
            .run(batch.getFeatures(), batch.getFeaturesMaskArrays())
            .get(below); // [N, d, T]
    INDArray hidden = activations.permute(0, 2, 1);
    return hidden.dup('c').reshape('c', hidden.size(0) * hidden.size(1), hidden.size(2));
  }

  /** Positions in row-major order of [N, T] that are not padding. */
  private static int[] realPositions(MultiDataSet batch, int positions) {
    INDArray mask = batch.getLabelsMaskArray(0);
    if (mask == null) {
      return IntStream.range(0, positions).toArray();
    }
    float[] kept = mask.castTo(DataType.FLOAT).dup('c').data().asFloat();
    if (kept.length != positions) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a label mask of %d values for %d labels", kept.length, positions));
    }
    for (int i = 0; i < positions; i++) {
      if (kept[i] != 0 && kept[i] != 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Label mask is %s at target position %d of the batch; expected 1 (keep) or 0"
                    + " (padding)",
                kept[i],
                i));
      }
    }
    return IntStream.range(0, positions).filter(i -> kept[i] != 0).toArray();
  }

  private static int[] ints(INDArray array) {
    return array.dup('c').data().asInt();
  }
}
