package org.attentionzoo.zoo.batch;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.processor.BlasCore;
import org.attentionzoo.zoo.text.Vocabulary;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Padded arrays of several {@link SequencePair}s, as the models take them.
 *
 * <table>
 * <caption>Arrays of a batch</caption>
 * <tr><td>features[0]</td><td>source ids</td><td>INT32 [N, S]</td></tr>
 * <tr><td>features[1]</td><td>begin token + target ids (teacher forcing)</td><td>INT32 [N, T]</td></tr>
 * <tr><td>labels[0]</td><td>target ids + end token</td><td>INT32 [N, T]</td></tr>
 * <tr><td>feature masks</td><td>1 token, 0 padding</td><td>FLOAT [N, S] and [N, T]</td></tr>
 * <tr><td>label mask</td><td>1 token, 0 padding</td><td>FLOAT [N, T]</td></tr>
 * </table>
 *
 * <p>T is the longest target plus one. {@code ComputationGraph.fit} passes the arrays on as they
 * are, so ids stay integers up to the embedding and the output layer.
 */
public final class SequenceBatch {

  static {
    BlasCore.choose();
  }

  private SequenceBatch() {}

  /**
   * Training arrays.
   *
   * @throws IllegalArgumentException if there are no pairs
   */
  public static MultiDataSet of(List<SequencePair> pairs) {
    Arguments.allGiven("pairs", pairs);
    Padded source = source(pairs.stream().map(SequencePair::source).toList());
    int longest = pairs.stream().mapToInt(pair -> pair.target().length).max().orElse(0);
    Padded targetIn = new Padded(pairs.size(), longest + 1);
    Padded targetOut = new Padded(pairs.size(), longest + 1);
    for (int n = 0; n < pairs.size(); n++) {
      int[] target = pairs.get(n).target();
      targetIn.put(n, 0, Vocabulary.BOS);
      for (int t = 0; t < target.length; t++) {
        targetIn.put(n, t + 1, target[t]);
        targetOut.put(n, t, target[t]);
      }
      targetOut.put(n, target.length, Vocabulary.EOS);
    }
    return new TokenDataSet(
        new INDArray[] {source.ids(), targetIn.ids()},
        new INDArray[] {targetOut.ids()},
        new INDArray[] {source.mask(), targetIn.mask()},
        new INDArray[] {targetOut.mask()});
  }

  /**
   * Source ids and mask only, for generation.
   *
   * @return the ids, INT32 [N, S], and their mask, FLOAT [N, S]
   * @throws IllegalArgumentException if there are no sources
   */
  public static Padded source(List<int[]> sources) {
    Arguments.allGiven("sources", sources);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("A batch needs at least one sequence, got none");
    }
    int longest = sources.stream().mapToInt(source -> source.length).max().getAsInt();
    if (longest == 0) {
      throw new IllegalArgumentException("All " + sources.size() + " sources of a batch are empty");
    }
    Padded padded = new Padded(sources.size(), longest);
    for (int n = 0; n < sources.size(); n++) {
      int[] source = sources.get(n);
      for (int s = 0; s < source.length; s++) {
        padded.put(n, s, source[s]);
      }
    }
    return padded;
  }

  /** Rows of ids filled up with {@link Vocabulary#PAD}, and which of them are real. */
  public static final class Padded {
    private final int[][] ids;
    private final float[][] mask;

    private Padded(int rows, int columns) {
      ids = new int[rows][columns]; // PAD is 0
      mask = new float[rows][columns];
    }

    private void put(int row, int column, int id) {
      ids[row][column] = id;
      mask[row][column] = 1;
    }

    /** A new INT32 array of the ids. */
    public INDArray ids() {
      return Nd4j.createFromArray(ids);
    }

    /** A new FLOAT array: 1 for a token, 0 for padding. */
    public INDArray mask() {
      return Nd4j.createFromArray(mask);
    }
  }
}
